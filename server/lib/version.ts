import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "./packageRoot.ts";

/** Reads the version from plugin.json without validating the rest: `readManifest` loads yup, which takes 50 ms. */
export function readVersion(): string {
  const { version } = JSON.parse(readFileSync(join(packageRoot, "plugin.json"), "utf8"));
  return String(version);
}
