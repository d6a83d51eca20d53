import { lstatSync, readdirSync, realpathSync, type Stats } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Finding } from "../../doctor/index.ts";
import { type ServicePaths, serviceFinding } from "./serviceAccess.ts";

/** What the service loads from the plugin's folder. */
const LOADED = ["dist", "node_modules", "views", "package.json", "plugin.json"];
const GROUP_WRITE = 0o020;
const OTHER_WRITE = 0o002;
const STICKY = 0o1000;
const ROOT = 0;

/** A file or folder that another user could change, and who. */
interface Exposed {
  readonly path: string;
  readonly who: string;
}

function isTrusted({ uid }: Stats): boolean {
  return uid === ROOT || uid === process.getuid?.();
}

/** Returns who besides root and the installing user can write to the file. A symlink's own mode does not matter. */
function writerOf(stat: Stats, mask: number): string | undefined {
  if (!isTrusted(stat)) return `user ${stat.uid} owns it`;
  if (stat.isSymbolicLink()) return undefined;
  if ((stat.mode & mask & OTHER_WRITE) !== 0) return "every user can write to it";
  return (stat.mode & mask & GROUP_WRITE) === 0 ? undefined : `group ${stat.gid} can write to it`;
}

function exposureOf(path: string, mask: number): readonly Exposed[] {
  const who = writerOf(lstatSync(path), mask);
  return who === undefined ? [] : [{ path, who }];
}

/** Checks the parent folders: a user who can write to one of them can replace the program's folder. */
function exposedAbove(path: string, mask: number): readonly Exposed[] {
  const folder = dirname(path);
  if (folder === path) return [];
  // In a sticky folder such as /tmp, only an owner may rename entries.
  const isSticky = (lstatSync(folder).mode & STICKY) !== 0;
  return [...exposureOf(folder, isSticky ? 0 : mask), ...exposedAbove(folder, mask)];
}

function exposedBelow(path: string, mask: number): readonly Exposed[] {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (!stat) return [];
  const below = stat.isDirectory() ? readdirSync(path) : [];
  return [...exposureOf(path, mask), ...below.flatMap((name) => exposedBelow(join(path, name), mask))];
}

/** Checks everything that the service runs. A package's dependencies may be next to it. */
function exposedProgram(folder: string): readonly Exposed[] {
  const mask = GROUP_WRITE | OTHER_WRITE;
  const beside = dirname(folder);
  const loaded = basename(beside) === "node_modules" ? [beside] : LOADED.map((name) => join(folder, name));
  return [
    ...exposedAbove(folder, mask),
    ...exposureOf(folder, mask),
    ...loaded.flatMap((path) => exposedBelow(path, mask)),
  ];
}

/** Ignores group rights: on some distributions a system group can write to /usr/local. */
function exposedNode(node: string): readonly Exposed[] {
  return [...exposedAbove(node, OTHER_WRITE), ...exposureOf(node, OTHER_WRITE)];
}

function fixOf(paths: readonly string[], folder: string): readonly string[] {
  const isBelow = (path: string) => `${path}/`.startsWith(`${folder}/`);
  const outside = paths.filter((path) => !isBelow(path));
  const own =
    outside.length < paths.length ? [`chown -R root:root '${folder}'`, `chmod -R go-w '${folder}'`] : [];
  return [...own, ...outside.flatMap((path) => [`chown root:root '${path}'`, `chmod go-w '${path}'`])];
}

/**
 * Finds who besides root and the installing user could change the service's program. The service knows the passwords of
 * Vicidial's database, so such a user could read them.
 */
export function examineWriters({ folder, node, unit }: ServicePaths, dryRun: boolean): readonly Finding[] {
  if (unit === undefined || process.getuid === undefined) return [];
  const real = realpathSync(folder);
  const exposed = [...exposedProgram(real), ...exposedNode(realpathSync(node))];
  const [first] = exposed;
  if (!first) return [];
  const more = exposed.length > 1 ? ` (and ${exposed.length - 1} more)` : "";
  const message = `another user could change the program that the service runs: ${first.path}${more}: ${first.who}. Change its owner to root and remove write permission for all others`;
  return [serviceFinding(unit, dryRun, message, fixOf([...new Set(exposed.map(({ path }) => path))], real))];
}
