import { expect } from "chai";
import { type Import, ownImports, readSource, sourceFiles } from "./support/imports.ts";

/**
 * Folders of `server/`, the lowest first. A file may import from its own folder and from lower layers; from other folders of its
 * own layer it may import types only.
 */
const LAYERS: readonly (readonly string[])[] = [
  ["lib"],
  ["errors.ts", "config"],
  ["db"],
  ["vicidial"],
  ["leads", "keys", "hours", "history"],
  ["doctor", "ops", "runs"],
  ["plans", "webhooks"],
  ["http"],
  ["api"],
  // The documentation page renders the OpenAPI document.
  ["admin", "cli"],
];
const LAYERED = LAYERS.flat();
/** Files at the root that connect everything. Only they and the demo may import them. */
const WIRING = ["index.ts", "app.ts", "customers.ts", "main.ts", "listen.ts"];

const MAX_LINES = 200;

/** Returns the folder of `server/` that a file belongs to, or its name if it is at the root. */
function folderOf(file: string): string {
  const [folder = ""] = file.replace(/^server\//, "").split("/");
  return folder;
}

function layerOf(folder: string): number {
  return LAYERS.findIndex((layer) => layer.includes(folder));
}

function isAllowed({ from, to, isTypeOnly }: Import): boolean {
  const [user, used] = [folderOf(from), folderOf(to)];
  if (to.startsWith("migrations/")) return from === "server/db/migrations.ts";
  if (to.startsWith("demo/")) return user === "cli";
  if (WIRING.includes(user)) return true;
  if (WIRING.includes(used)) return false;
  if (user === used) return true;
  const [above, below] = [layerOf(user), layerOf(used)];
  return above > below || (above === below && isTypeOnly);
}

/** Returns the files of an import cycle, or an empty list. */
function findCycle(imports: readonly Import[]): readonly string[] {
  const uses = new Map<string, readonly Import[]>();
  for (const one of imports) uses.set(one.from, [...(uses.get(one.from) ?? []), one]);
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

  it("has no folder without a layer", () => {
    const folders = [...new Set(files.map(folderOf))];
    expect([...LAYERED, ...WIRING]).to.include.members(folders);
  });

  it("imports only from lower layers", () => {
    expect(imports.length).to.be.greaterThan(50);
    const wrong = imports.filter((one) => !isAllowed(one)).map(({ from, to }) => `${from} → ${to}`);
    expect(wrong).to.deep.equal([]);
  });

  it("has migrations that import no other project file", () => {
    expect(ownImports("migrations")).to.deep.equal([]);
  });

  it("has a client that imports no server code", () => {
    const outside = clientImports.filter(({ to }) => !to.startsWith("client/"));
    expect(outside).to.deep.equal([]);
    expect(imports.filter(({ to }) => to.startsWith("client/"))).to.deep.equal([]);
  });

  it("has no import cycle, not even of types", () => {
    expect(findCycle([...imports, ...clientImports])).to.deep.equal([]);
  });

  it("has no two files with the same name, except index.ts files", () => {
    const names = files
      .map((file) => file.slice(file.lastIndexOf("/") + 1))
      .filter((name) => name !== "index.ts");
    expect(names.filter((name, index) => names.indexOf(name) !== index)).to.deep.equal([]);
  });

  it("reads environment variables in one file", () => {
    const readers = files.filter((file) =>
      /process\s*(\.|\?\.)\s*env|\benv\b.*from "node:process"/.test(readSource(file)),
    );
    expect(readers).to.deep.equal(["server/config/index.ts"]);
  });

  it("never prints with console", () => {
    const all = [...files, ...sourceFiles("migrations")];
    expect(all.filter((file) => /\bconsole\b/.test(readSource(file)))).to.deep.equal([]);
  });

  it("explains every file over 200 lines in its head comment", () => {
    const long = [...files, ...sourceFiles("migrations")].filter((file) => {
      const source = readSource(file);
      return source.trimEnd().split("\n").length > MAX_LINES && !/^\s*(\/\*|\/\/)/.test(source);
    });
    expect(long).to.deep.equal([]);
  });

  it("never suppresses the linter", () => {
    const silencers = /biome-ignore|eslint-disable|@ts-(ignore|expect-error|nocheck)/;
    const all = [...files, ...sourceFiles("migrations")];
    expect(all.filter((file) => silencers.test(readSource(file)))).to.deep.equal([]);
  });
});
