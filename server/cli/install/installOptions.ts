import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { usualApacheFile, usualUnitFile } from "../../doctor/systemPaths.ts";
import { MAX_DOMAIN_LENGTH } from "../../vicidial/menuLink.ts";
import { UsageError } from "../usageError.ts";
import type { GroupChoice } from "./menuPlan.ts";

/** Options of both commands. */
export interface SharedOptions {
  readonly customer?: string;
  /** `false` for the --no- form of the option. */
  readonly apacheFile?: string | false;
  readonly systemdFile?: string | false;
  readonly dryRun?: boolean;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** Returns the path of the Apache snippet; undefined if it is not wanted or no place is known. */
export function apacheFileOf({ apacheFile }: SharedOptions): string | undefined {
  if (apacheFile === false) return undefined;
  return apacheFile === undefined ? usualApacheFile(existsSync) : resolve(apacheFile);
}

/** Returns the path of the systemd unit. */
export function systemdFileOf({ systemdFile }: SharedOptions): string | undefined {
  if (systemdFile === false) return undefined;
  return systemdFile === undefined ? usualUnitFile() : resolve(systemdFile);
}

/** Parses which groups see the link. */
export function parseGroups(named: string | undefined, all: boolean | undefined): GroupChoice {
  if (named !== undefined && all) throw new UsageError("use either --groups or --all-groups");
  if (all) return { kind: "all" };
  if (named === undefined) return { kind: "admins" };
  const names = named.split(",").map((name) => name.trim());
  if (names.includes("")) throw new UsageError(`--groups must be comma-separated names, found "${named}"`);
  return { kind: "named", names };
}

/**
 * Parses a site: scheme and host only.
 *
 * @throws UsageError naming the option
 */
export function parseSite(option: string, text: string | undefined): string | undefined {
  if (text === undefined || text === "") return text;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isSite = url !== undefined && ["http:", "https:"].includes(url.protocol) && text === url.origin;
  if (!isSite || text.length > MAX_DOMAIN_LENGTH) {
    throw new UsageError(`${option} must be a site such as https://vicidial.example.com, found "${text}"`);
  }
  return text;
}
