import { execFile, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { packageRoot } from "../../server/lib/packageRoot.ts";

/** Returns everything that `npm pack` reads for the plugin's and the client's package. A container build gets the same files. */
function packedFiles(): readonly string[] {
  const lines = readFileSync(join(packageRoot, ".dockerignore"), "utf8").split("\n");
  return lines.filter((line) => line.startsWith("!")).map((line) => line.slice(1));
}

const MODULES = join(packageRoot, "node_modules");

/** Path of the TypeScript compiler. */
export const TSC = join(MODULES, "typescript", "bin", "tsc");

/** Runs a program without blocking, so that a server in this process can answer it. Returns its output. */
export async function runAsync(folder: string, program: string, ...words: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(program, words, { cwd: folder, encoding: "utf8" });
  return stdout;
}

/** Runs a program in a folder. Returns its output. @throws an error with its output if it fails */
export function runIn(folder: string, program: string, ...words: string[]): string {
  const { status, stdout, stderr, error } = spawnSync(program, words, { cwd: folder, encoding: "utf8" });
  if (status === 0) return stdout;
  throw new Error(`${program} ${words.join(" ")}: ${error?.message ?? ""}${stdout}${stderr}`);
}

/** Creates a temporary folder for a `describe`, with a copy of the sources in `source`, because packing rebuilds `dist`. */
export function useSources(): () => string {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "dearchive-package-"));
    for (const name of packedFiles())
      cpSync(join(packageRoot, name), join(folder, "source", name), { recursive: true });
    symlinkSync(MODULES, join(folder, "source", "node_modules"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  return () => folder;
}

/** Builds and packs a package as for publishing. Returns the path of the tarball. */
export function pack(source: string, destination: string): string {
  const output = runIn(source, "npm", "pack", "--json", "--pack-destination", destination);
  const [packed] = JSON.parse(output.slice(output.indexOf("["))) as { filename: string }[];
  return join(destination, packed?.filename ?? "");
}

interface Locked {
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly optional?: boolean;
}

/** Returns the folders of all production dependencies, relative to the package's root. */
function productionFolders(): readonly string[] {
  const lock = JSON.parse(readFileSync(join(packageRoot, "package-lock.json"), "utf8")) as {
    packages: Readonly<Record<string, Locked>>;
  };
  return Object.entries(lock.packages)
    .filter(([path, { dev, devOptional, optional }]) => path !== "" && !dev && !devOptional && !optional)
    .map(([path]) => path);
}

/** Installs a packed plugin without a registry: unpacks its tarball and copies its production dependencies. */
export function installPlugin(tarball: string, consumer: string): void {
  const modules = join(consumer, "node_modules");
  for (const path of productionFolders()) {
    // The lock file lists nested packages separately.
    cpSync(join(packageRoot, path), join(consumer, path), {
      recursive: true,
      filter: (source) => !source.slice(join(packageRoot, path).length).includes("/node_modules"),
    });
  }
  const own = join(modules, "vicidial-dearchive");
  mkdirSync(own, { recursive: true });
  runIn(own, "tar", "--extract", "--gzip", "--strip-components=1", "--file", tarball);
}
