import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Finds the nearest parent folder with plugin.json. The code runs from `server/` and from `dist/server/`, so a fixed `../` would be
 * wrong in one of them.
 */
function findPackageRoot(from: string): string {
  if (existsSync(join(from, "plugin.json"))) return from;
  const parent = dirname(from);
  if (parent === from) throw new Error("plugin.json was not found above the installed code");
  return findPackageRoot(parent);
}

/** Absolute path of the folder with plugin.json, views/ and package.json. */
export const packageRoot = findPackageRoot(dirname(fileURLToPath(import.meta.url)));
