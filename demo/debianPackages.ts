import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { join } from "node:path";

/** Finds programs that we need and installs their Debian packages. */

/** Debian keeps servers in sbin, which is not in every user's PATH. */
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

/** Returns the path of the first program found on this machine. */
export function findProgram(names: readonly string[]): string | undefined {
  const candidates = names.flatMap((name) => [
    onPath(name),
    ...SYSTEM_FOLDERS.map((folder) => join(folder, name)),
  ]);
  return candidates.find((file) => file !== undefined && isExecutable(file));
}

function apt(...words: string[]): boolean {
  const command = ["DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "Acquire::Retries=3", ...words];
  return spawnSync("env", command, { stdio: ["ignore", "ignore", "inherit"] }).status === 0;
}

export interface Needed<T> {
  /** The subject of a sentence: `A browser`. */
  readonly name: string;
  readonly packages: readonly string[];
  /** Looks for it on this machine. */
  readonly find: () => T | undefined;
}

/**
 * Finds a program. As root on Debian, installs its packages if it is missing.
 *
 * @param say receives progress, one line at a time
 * @throws Error that says what to install, if it cannot be installed here
 */
export function ensureInstalled<T>({ name, packages, find }: Needed<T>, say: (line: string) => void): T {
  const found = find();
  if (found !== undefined) return found;
  const isRoot = process.getuid?.() === 0;
  if (isRoot && onPath("apt-get")) {
    say(`${name} is not installed: installing the Debian packages ${packages.join(" and ")} …`);
    apt("update", "-qq");
    apt("install", "-y", "-qq", "--no-install-recommends", ...packages);
    const installed = find();
    if (installed !== undefined) return installed;
  }
  throw new Error(
    `${name} is required but was not found. Install it with:  sudo apt-get install --no-install-recommends ${packages.join(" ")}`,
  );
}
