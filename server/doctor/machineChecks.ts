import type { Knex } from "knex";
import { examine } from "./examination.ts";
import type { Finding } from "./finding.ts";
import { examineProxyTrust } from "./proxyTrustChecks.ts";
import { examineRuntime } from "./runtimeChecks.ts";
import { examineService, type ReadUnit } from "./serviceChecks.ts";
import { readServiceSettings, type ServiceSettings } from "./serviceSettings.ts";
import { examineWebServer } from "./webServerChecks.ts";

export interface MachineOptions {
  /** Database with the plugin's tables. */
  readonly db: Knex;
  /** Settings of this process, used where the service's files set nothing. */
  readonly settings: ServiceSettings;
  /** Path of the systemd unit; undefined if this machine needs none. */
  readonly unitFile: string | undefined;
  /** Path of the Apache snippet; undefined if this machine needs none. */
  readonly apacheFile: string | undefined;
  /** Scheme and host of Vicidial's web server; undefined for this machine. */
  readonly site: string | undefined;
  readonly readUnit?: ReadUnit;
  readonly now: Date;
}

/** Checks the machine that runs the service: Node, systemd, the web server in front, and trusted proxies. Changes nothing. */
export async function examineMachine(options: MachineOptions): Promise<readonly Finding[]> {
  const { db, unitFile, apacheFile, site, readUnit, now } = options;
  const { listen, trustedProxies } = readServiceSettings(unitFile, options.settings);
  return [
    ...examineRuntime(process.version, now),
    ...(await examine("service", () => examineService(unitFile, readUnit))),
    ...(await examine("web server", () => examineWebServer({ site, apacheFile, listen }))),
    ...(await examine("trusted proxies", () => examineProxyTrust(db, trustedProxies, now))),
  ];
}
