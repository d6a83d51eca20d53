import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { join } from "node:path";

/** Programs of other people's that we need, and how they come onto a Debian machine. */

/** Debian keeps servers in sbin, which is not on everybody's PATH. */
const SYSTEM_FOLDERS = ["/usr/sbin", "/usr/local/sbin", "/usr/libexec"];

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function onPath(name: string): string | undefined {
  const found = spawnSync("sh", ["-c", 'command -v "$0"', name], { encoding: "utf8" });
  return found.status === 0 ? found.stdout.trim() : undefined;
}

/** The file of the first program that is on this machine; undefined where none is. */
export function findProgram(names: readonly string[]): string | undefined {
  const candidates = names.flatMap((name) => [
    onPath(name),
    ...SYSTEM_FOLDERS.map((folder) => join(folder, name)),
  ]);
  return candidates.find((file) => file !== undefined && isExecutable(file));
}

function apt(...words: string[]): boolean {
  const command = ["DEBIAN_FRONTEND=noninteractive", "apt-get", ...words];
  return spawnSync("env", command, { stdio: ["ignore", "ignore", "inherit"] }).status === 0;
}

export interface Needed<T> {
  /** What is needed, as a sentence begins with it: `A browser`. */
  readonly name: string;
  readonly packages: readonly string[];
  /** Looks for it on this machine. */
  readonly find: () => T | undefined;
}

/**
 * Finds what is needed; as root on a Debian machine without it, installs its packages first.
 *
 * @param say told what is going on, a line at a time
 * @throws Error that says exactly what to install, when it cannot be done here
 */
export function ensureInstalled<T>({ name, packages, find }: Needed<T>, say: (line: string) => void): T {
  const found = find();
  if (found !== undefined) return found;
  const isRoot = process.getuid?.() === 0;
  if (isRoot && onPath("apt-get")) {
    say(`${name} is not on this machine: installing Debian's ${packages.join(" and ")} …`);
    apt("update", "-qq");
    apt("install", "-y", "-qq", "--no-install-recommends", ...packages);
    const installed = find();
    if (installed !== undefined) return installed;
  }
  throw new Error(
    `${name} is needed and none was found. Install it with:  sudo apt-get install --no-install-recommends ${packages.join(" ")}`,
  );
}
