import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { packageRoot } from "../../server/lib/packageRoot.ts";

/** An import of one project file by another. Paths are relative to the package's root, such as `server/leads/move/index.ts`. */
export interface Import {
  readonly from: string;
  readonly to: string;
  /** Whether the compiler removes the import. */
  readonly isTypeOnly: boolean;
}

const STATEMENT =
  /^(?:import|export)\s+(type\s)?[^;]*?from\s+"(\.[^"]+)"|^import\s+"(\.[^"]+)"|import\("(\.[^"]+)"\)/gm;

/** Returns every file below a folder of the package with this ending. */
export function sourceFiles(folder: string, ending = ".ts"): readonly string[] {
  return readdirSync(join(packageRoot, folder), { recursive: true, encoding: "utf8" })
    .map((file) => posix.join(folder, file.replaceAll("\\", "/")))
    .filter((file) => file.endsWith(ending))
    .sort();
}

export function readSource(file: string): string {
  return readFileSync(join(packageRoot, file), "utf8");
}

function importsOf(file: string): readonly Import[] {
  return [...readSource(file).matchAll(STATEMENT)].map(([, type, named, bare, dynamic]) => ({
    from: file,
    to: posix.join(dirname(file), named ?? bare ?? dynamic ?? ""),
    isTypeOnly: type !== undefined,
  }));
}

/** Returns every import of a project file in a folder. */
export function ownImports(folder: string): readonly Import[] {
  return sourceFiles(folder).flatMap(importsOf);
}
