import { expect } from "chai";
import { type Import, ownImports, readSource, sourceFiles } from "./support/imports.ts";

/**
 * Which way imports may go: from a higher layer to a lower one. Peers of a layer may share types, which leave nothing
 * behind at run time.
 */
const LAYERS: readonly (readonly string[])[] = [
  ["errors.ts", "config.ts", "lib"],
  ["db"],
  ["vicidial"],
  ["leads", "keys", "hours", "history"],
  ["doctor", "ops", "runs"],
  ["api"],
  // Pages show what the API says.
  ["admin", "cli"],
];
const LAYERED = LAYERS.flat();

/** Small files of the root that only other files of this list may help: usable by the edges and by the wiring. */
const HELPERS = [
  "root.ts",
  "plugin.ts",
  "version.ts",
  "log.ts",
  "inFlight.ts",
  "repeat.ts",
  "shutdown.ts",
  "csvLine.ts",
];
/** Files of the root that put everything together; only they, and the demo, which runs the whole, import them. */
const WIRING = ["index.ts", "app.ts", "customers.ts", "main.ts", "listen.ts"];
const EDGES: readonly string[] = ["api", "admin", "cli"];

const MAX_LINES = 200;

/** The folder, or the file of the root, that a file belongs to; config.ts is the face of its folder. */
function partOf(file: string): string {
  const [part = ""] = file.replace(/^server\//, "").split("/");
  return part === "config" ? "config.ts" : part;
}

function layerOf(part: string): number {
  return LAYERS.findIndex((layer) => layer.includes(part));
}

function isAllowed({ from, to, isTypeOnly }: Import): boolean {
  const [user, used] = [partOf(from), partOf(to)];
  if (to.startsWith("migrations/")) return from === "server/db/migrations.ts";
  if (WIRING.includes(user)) return true;
  if (WIRING.includes(used)) return from.startsWith("server/cli/demo/");
  if (HELPERS.includes(used)) return HELPERS.includes(user) || EDGES.includes(user);
  if (HELPERS.includes(user)) return false;
  if (user === "lib") return used === "lib";
  // Even errors and config import nothing of each other.
  if (user === used) return LAYERED.includes(user);
  const [above, below] = [layerOf(user), layerOf(used)];
  return above > below || (above === below && above > 0 && isTypeOnly);
}

/** The files of a cycle of run-time imports, or nothing. */
function findCycle(imports: readonly Import[]): readonly string[] {
  const uses = new Map<string, readonly Import[]>();
  for (const one of imports) if (!one.isTypeOnly) uses.set(one.from, [...(uses.get(one.from) ?? []), one]);
  const done = new Set<string>();

  function visit(file: string, path: readonly string[]): readonly string[] {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return [];
    for (const { to } of uses.get(file) ?? []) {
      const cycle = visit(to, [...path, file]);
      if (cycle.length > 0) return cycle;
    }
    done.add(file);
    return [];
  }

  for (const file of uses.keys()) {
    const cycle = visit(file, []);
    if (cycle.length > 0) return cycle;
  }
  return [];
}

describe("The code", () => {
  const imports = ownImports("server");
  const clientImports = ownImports("client").filter(({ from }) => !from.startsWith("client/dist/"));
  const files = sourceFiles("server");

  it("has no part that the rules do not know", () => {
    const parts = [...new Set(files.map(partOf))];
    expect([...LAYERED, ...HELPERS, ...WIRING]).to.include.members(parts);
  });

  it("imports only downwards: edges, domains, Vicidial, database", () => {
    expect(imports.length).to.be.greaterThan(50);
    const wrong = imports.filter((one) => !isAllowed(one)).map(({ from, to }) => `${from} → ${to}`);
    expect(wrong).to.deep.equal([]);
  });

  it("has migrations that import nothing of ours", () => {
    expect(ownImports("migrations")).to.deep.equal([]);
  });

  it("has a client that imports nothing of the server", () => {
    const outside = clientImports.filter(({ to }) => !to.startsWith("client/"));
    expect(outside).to.deep.equal([]);
    expect(imports.filter(({ to }) => to.startsWith("client/"))).to.deep.equal([]);
  });

  it("has no files that need each other in a circle", () => {
    expect(findCycle([...imports, ...clientImports])).to.deep.equal([]);
  });

  it("reads the environment in one file", () => {
    const readers = files.filter((file) =>
      /process\s*(\.|\?\.)\s*env|\benv\b.*from "node:process"/.test(readSource(file)),
    );
    expect(readers).to.deep.equal(["server/config.ts"]);
  });

  it("never prints past the log", () => {
    const all = [...files, ...sourceFiles("migrations")];
    expect(all.filter((file) => /\bconsole\b/.test(readSource(file)))).to.deep.equal([]);
  });

  it("explains in its head comment every file that is longer than 200 lines", () => {
    const long = [...files, ...sourceFiles("migrations")].filter((file) => {
      const source = readSource(file);
      return source.trimEnd().split("\n").length > MAX_LINES && !/^\s*(\/\*|\/\/)/.test(source);
    });
    expect(long).to.deep.equal([]);
  });

  it("silences no linter", () => {
    const silencers = /biome-ignore|eslint-disable|@ts-(ignore|expect-error|nocheck)/;
    const all = [...files, ...sourceFiles("migrations")];
    expect(all.filter((file) => silencers.test(readSource(file)))).to.deep.equal([]);
  });
});
