import type { Knex } from "knex";
import type { Config } from "../config/index.ts";
import { readManifest } from "../config/manifest.ts";
import { isOutOfReach } from "../db/databaseErrors.ts";
import { serviceUrl } from "../doctor/serviceSettings.ts";
import { createMenuLink } from "../vicidial/menuLink.ts";

/** Scheme and host under which users reach Vicidial's admin and the plugin. */
export interface VicidialOrigin {
  readonly origin: string;
  /** Whether it was set with `install --domain`. Otherwise users may know the site by another name, or over HTTPS. */
  readonly isSet: boolean;
}

/**
 * Returns the site of the default customer. Vicidial stores no address of its web site, so this is the link's site, else
 * VARserver_ip, else the address of the service.
 */
export async function findOrigin(
  db: Knex,
  { customers: [{ vicidialDatabase, serverIp }], listen }: Pick<Config, "customers" | "listen">,
): Promise<VicidialOrigin> {
  const { reportName, path } = readManifest().menu;
  const report = await createMenuLink(db, vicidialDatabase)
    .findReport(reportName)
    .catch((error: unknown) => {
      if (isOutOfReach(error)) return undefined;
      throw error;
    });
  if (report?.domain && report.path.startsWith(path)) return { origin: report.domain, isSet: true };
  return { origin: serverIp ? `http://${serverIp}` : serviceUrl(listen), isSet: false };
}
