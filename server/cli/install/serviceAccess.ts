import type { Finding } from "../../doctor/index.ts";

/** Folders that the hardened service cannot access, with the setting of its unit that causes it. */
const OUT_OF_REACH: readonly (readonly [folder: string, cause: string])[] = [
  ["/tmp", "the service has a /tmp of its own (PrivateTmp)"],
  ["/var/tmp", "the service has a /var/tmp of its own (PrivateTmp)"],
  ["/home", "the service's user may not enter people's home folders (ProtectHome)"],
  ["/root", "the service's user may not enter root's home folder (ProtectHome)"],
  ["/run/user", "the service's user may not enter people's folders (ProtectHome)"],
];
/** systemd starts only units in these folders. */
const UNIT_FOLDERS = /^(\/etc|\/run|\/lib|\/usr\/lib|\/usr\/local\/lib)\/systemd\//;

export interface ServicePaths {
  /** The plugin's folder. */
  readonly folder: string;
  /** The Node binary. */
  readonly node: string;
  /** Undefined if no unit is wanted. */
  readonly unit: string | undefined;
}

function causeOf(path: string): string | undefined {
  return OUT_OF_REACH.find(([folder]) => `${path}/`.startsWith(`${folder}/`))?.[1];
}

/** Returns a finding that refuses a unit that systemd would start, and a warning for any other unit. */
export function serviceFinding(
  unit: string,
  dryRun: boolean,
  message: string,
  fix: readonly string[] = [],
): Finding {
  const refuses = UNIT_FOLDERS.test(unit);
  const level = refuses && !dryRun ? "broken" : "warning";
  const after = refuses && dryRun ? "; without --dry-run this is refused" : "";
  return { check: "service", level, message: message + after, fix };
}

/**
 * Finds what would keep the service from starting from these folders. A dry run continues and shows the rest.
 *
 * @returns no finding if it can start
 */
export function examineServiceAccess(
  { folder, node, unit }: ServicePaths,
  dryRun: boolean,
): readonly Finding[] {
  if (unit === undefined) return [];
  const find = (message: string): Finding => serviceFinding(unit, dryRun, message);
  const [folderCause, nodeCause] = [causeOf(folder), causeOf(node)];
  return [
    ...(folderCause === undefined
      ? []
      : [find(`the service cannot start from ${folder}: ${folderCause}. Move the folder to /opt`)]),
    ...(nodeCause === undefined
      ? []
      : [find(`the service cannot run ${node}: ${nodeCause}. Install Node under /usr or /opt`)]),
  ];
}
