import { accessSync, constants, lstatSync, readFileSync, realpathSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { enablingLinks } from "../../doctor/systemPaths.ts";
import { UsageError } from "../usageError.ts";
import { isUntouched, withChecksumHeader } from "./checksumHeader.ts";
import type { Step } from "./installSteps.ts";

/** The decision about one file. */
export interface FilePlan {
  readonly steps: readonly Step[];
  readonly kept: readonly string[];
}

const NOTHING: FilePlan = { steps: [], kept: [] };

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** Fails before anything is changed. */
function refuseUnwritable(option: string, path: string): void {
  const folder = dirname(path);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UsageError(`${option}: the folder ${folder} does not exist`);
  }
  try {
    accessSync(folder, constants.W_OK);
  } catch {
    throw new UsageError(`${option}: no permission to write to ${folder}; run this as root`);
  }
}

/** Plans to write a missing or outdated file. Keeps a manually edited file unless `force` is set. */
export function planFile(option: string, path: string, body: string, force: boolean): FilePlan {
  const content = withChecksumHeader(body);
  const found = read(path);
  if (found === content) return NOTHING;
  if (found !== undefined && !force && !isUntouched(found)) {
    const kept = `${path} was edited or created manually and was kept. --force replaces it; --dry-run --force shows the new content`;
    return { steps: [], kept: [kept] };
  }
  refuseUnwritable(option, path);
  return { steps: [{ kind: "write_file", path, replaces: found !== undefined, content }], kept: [] };
}

function pointsTo(link: string, file: string): boolean {
  if (!lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink()) return false;
  return statSync(link, { throwIfNoEntry: false }) !== undefined && realpathSync(link) === realpathSync(file);
}

/** Plans to remove the file and the links that enable it. Keeps a manually edited file unless `force` is set. */
export function planFileRemoval(option: string, path: string, force: boolean): FilePlan {
  const found = read(path);
  if (found === undefined) return NOTHING;
  if (!force && !isUntouched(found)) {
    return { steps: [], kept: [`${path} was edited or created manually and was kept. --force removes it`] };
  }
  refuseUnwritable(option, path);
  const links = enablingLinks(path).filter((link) => pointsTo(link, path));
  return {
    steps: [
      ...links.map((link): Step => ({ kind: "remove_link", path: link })),
      { kind: "remove_file", path },
    ],
    kept: [],
  };
}

/** Removes an existing file or link. */
export function remove(path: string): void {
  rmSync(path, { force: true });
}
