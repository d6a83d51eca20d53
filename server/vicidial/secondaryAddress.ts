import type { Knex } from "knex";

/** Where a database server listens. */
export interface DatabaseAddress {
  readonly host: string;
  readonly port: number;
}

const DEFAULT_PORT = 3306;
/** Vicidial ignores shorter names. */
const SHORTEST = 6;

function addressIn(text: string): DatabaseAddress {
  const [host = "", port = ""] = text.split(":");
  return { host, port: /^\d{1,5}$/.test(port) ? Number(port) : DEFAULT_PORT };
}

/**
 * Finds the secondary database server that Vicidial's reports may read. As for Vicidial's own custom reports, an administrator
 * chooses it in the system settings: the server (`slave_db_server`), and the reports that use it (`custom_reports_use_slave_db`,
 * names with commas between). Older schemas lack the columns.
 *
 * @param reportName of the plugin's own link on the Reports page
 */
export function createSecondaryAddress(db: Knex, vicidialDatabase: string, reportName: string) {
  return async function findSecondary(): Promise<DatabaseAddress | undefined> {
    const row =
      (await db
        .from(`${vicidialDatabase}.system_settings`)
        .first<Readonly<Record<string, unknown>> | undefined>("*")) ?? {};
    const server = String(row["slave_db_server"] ?? "").trim();
    const reports = String(row["custom_reports_use_slave_db"] ?? "").split(",");
    const isChosen = reports.some((name) => name.trim() === reportName);
    return isChosen && server.length >= SHORTEST ? addressIn(server) : undefined;
  };
}
