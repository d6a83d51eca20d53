import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { listOf } from "../config/environment.ts";

/** Optional file with further settings of the service. */
export const ENVIRONMENT_FILE = "/etc/vicidial-dearchive.env";

/** Settings of the service that its neighbors depend on. */
export interface ServiceSettings {
  readonly listen: { readonly host: string; readonly port: number };
  readonly trustedProxies: readonly string[];
}

function textOf(path: string | undefined): string {
  if (path === undefined) return "";
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

const UNIT_LINE = /^Environment="(DEARCHIVE_\w+)=(.*)"$/gm;
const FILE_LINE = /^\s*(DEARCHIVE_\w+)=["']?(.*?)["']?\s*$/gm;

function assignments(text: string, line: RegExp): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(line)].map(([, name = "", value = ""]) => [name, value.replaceAll("%%", "%")]),
  );
}

/**
 * Reads the settings with which systemd starts the service. A shell, where commands run, has other settings.
 *
 * @param unitFile path of the unit that `install` wrote
 * @param fallback settings of this process, for what the files do not set
 */
export function readServiceSettings(
  unitFile: string | undefined,
  fallback: ServiceSettings,
  environmentFile = ENVIRONMENT_FILE,
): ServiceSettings {
  const unit = textOf(unitFile);
  if (unit === "") return fallback;
  const found = { ...assignments(unit, UNIT_LINE), ...assignments(textOf(environmentFile), FILE_LINE) };
  const { DEARCHIVE_HOST, DEARCHIVE_PORT, DEARCHIVE_TRUSTED_PROXIES } = found;
  return {
    listen: {
      host: DEARCHIVE_HOST || fallback.listen.host,
      port: Number(DEARCHIVE_PORT) || fallback.listen.port,
    },
    trustedProxies:
      DEARCHIVE_TRUSTED_PROXIES === undefined ? fallback.trustedProxies : listOf(DEARCHIVE_TRUSTED_PROXIES),
  };
}

const EVERY_ADDRESS: Readonly<Record<string, string>> = { "0.0.0.0": "127.0.0.1", "::": "[::1]" };

/** Returns the address at which Apache reaches the service, which may listen on every address. */
export function serviceUrl({ host, port }: ServiceSettings["listen"]): string {
  const reachable = EVERY_ADDRESS[host] ?? (isIP(host) === 6 ? `[${host}]` : host);
  return `http://${reachable}:${port}`;
}
