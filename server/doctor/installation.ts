import type { Knex } from "knex";
import { hasPrivilege } from "../db/privileges.ts";
import { missingForMenu } from "../vicidial/menuLink.ts";
import { examineCluster } from "./clusterChecks.ts";
import { examineServer } from "./databaseServer.ts";
import { examine } from "./examination.ts";
import { broken, type Finding, ok } from "./finding.ts";
import { examineRights, missingRights, type Needed, rightsFinding } from "./grants.ts";
import { examineLeadTables } from "./leadTableChecks.ts";

export interface InstallationOptions {
  /** With the account that the plugin runs with. */
  readonly db: Knex;
  /** With the account that may CREATE. */
  readonly installer: Knex;
  readonly vicidialDatabase: string;
  readonly ownDatabase: string;
  /** Child tables that may change with the leads. */
  readonly childTables: readonly string[];
  /** Whether our own tables are still to be made or changed. */
  readonly isMigrationPending: boolean;
  readonly now: Date;
}

const INSTALLER_RIGHTS = "installer's rights";

async function examineMenuTables(db: Knex, vicidialDatabase: string): Promise<readonly Finding[]> {
  const missing = await missingForMenu(db, vicidialDatabase);
  return missing.length === 0
    ? [ok("menu", "this Vicidial's Reports page can hold a link")]
    : [broken("menu", `this Vicidial has no ${missing.join(", ")}: upgrade its database first`)];
}

function menuRights(database: string): readonly Needed[] {
  return [
    {
      database,
      table: "vicidial_custom_reports",
      column: "custom_report_id",
      rights: ["SELECT", "INSERT", "UPDATE", "DELETE"],
    },
    {
      database,
      table: "vicidial_user_groups",
      column: "allowed_custom_reports",
      rights: ["SELECT", "UPDATE"],
    },
    { database, table: "vicidial_users", column: "user_level", rights: ["SELECT"] },
    { database, table: "vicidial_admin_log", column: "admin_log_id", rights: ["INSERT"] },
  ];
}

async function examineInstaller(options: InstallationOptions): Promise<readonly Finding[]> {
  const { installer, vicidialDatabase, ownDatabase, isMigrationPending } = options;
  const missing: string[] = [];
  for (const privilege of ["CREATE", "ALTER"] as const) {
    if (isMigrationPending && !(await hasPrivilege(installer, privilege)))
      missing.push(`${privilege} ON \`${ownDatabase}\`.*`);
  }
  for (const needed of menuRights(vicidialDatabase))
    missing.push(...(await missingRights(installer, needed)));
  return rightsFinding(installer, INSTALLER_RIGHTS, missing);
}

/** Looks at everything that an installation depends on: Vicidial's tables, and the rights of both accounts. Changes nothing. */
export async function examineForInstall(options: InstallationOptions): Promise<readonly Finding[]> {
  const { db, vicidialDatabase, ownDatabase, childTables, isMigrationPending, now } = options;
  const server = await examine("connection", () => examineServer(db, now));
  if (server.some((finding) => finding.check === "connection" && finding.level === "broken")) return server;
  return [
    ...server,
    ...(await examine("rights", () => examineRights(db, vicidialDatabase, ownDatabase, !isMigrationPending))),
    ...(await examine(INSTALLER_RIGHTS, () => examineInstaller(options))),
    ...(await examine("tables", () => examineLeadTables(db, vicidialDatabase, childTables))),
    ...(await examine("cluster", () => examineCluster(db, vicidialDatabase))),
    ...(await examine("menu", () => examineMenuTables(db, vicidialDatabase))),
  ];
}
