import type { Knex } from "knex";
import { chooseAccounts, missingMigrationGrants } from "../db/migrationAccounts.ts";
import { missingForMenu } from "../vicidial/menuLink.ts";
import { examineCluster } from "./clusterChecks.ts";
import { examineServer } from "./databaseServer.ts";
import { examine } from "./examination.ts";
import { broken, type Finding, ok, pasteable } from "./finding.ts";
import { examineRights, missingRights, type Needed, rightsFinding } from "./grants.ts";
import { examineLeadTables } from "./leadTableChecks.ts";

export interface InstallationOptions {
  /** Connected with the account of the running plugin. */
  readonly db: Knex;
  /** Connected with the account that has the CREATE right. */
  readonly installer: Knex;
  readonly vicidialDatabase: string;
  readonly ownDatabase: string;
  /** Child tables that may change with the leads. */
  readonly childTables: readonly string[];
  /** Whether the plugin's own tables are missing or outdated. */
  readonly isMigrationPending: boolean;
  readonly now: Date;
}

const MIGRATION_RIGHTS = "migration rights";

async function examineMenuTables(db: Knex, vicidialDatabase: string): Promise<readonly Finding[]> {
  const missing = await missingForMenu(db, vicidialDatabase);
  return missing.length === 0
    ? [ok("menu", "Vicidial's Reports page can show a link.")]
    : [broken("menu", `This Vicidial has no ${missing.join(", ")}. Upgrade its database first.`)];
}

/** Returns the rights that adding and removing the link needs. */
export function menuRights(database: string): readonly Needed[] {
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

async function missingMenuRights(db: Knex, vicidialDatabase: string): Promise<readonly string[]> {
  const missing: string[] = [];
  for (const needed of menuRights(vicidialDatabase)) missing.push(...(await missingRights(db, needed)));
  return missing;
}

/** Chooses the account that writes the link: the plugin's own, unless only the other one has the rights. */
export async function chooseMenuAccount({
  db,
  installer,
  vicidialDatabase,
}: Pick<InstallationOptions, "db" | "installer" | "vicidialDatabase">): Promise<Knex> {
  const canWrite = async (account: Knex) => (await missingMenuRights(account, vicidialDatabase)).length === 0;
  return (await canWrite(db)) || !(await canWrite(installer)) ? db : installer;
}

async function examineMigrationRights({ db, installer }: InstallationOptions): Promise<readonly Finding[]> {
  const grants = await missingMigrationGrants(await chooseAccounts(db, installer));
  return grants.length === 0
    ? [ok(MIGRATION_RIGHTS, "the accounts can create the plugin's tables")]
    : [
        broken(
          MIGRATION_RIGHTS,
          "A database account lacks rights that the migrations need. Grant them.",
          pasteable(...grants),
        ),
      ];
}

async function examineMenuRights(options: InstallationOptions): Promise<readonly Finding[]> {
  const account = await chooseMenuAccount(options);
  return rightsFinding(account, "menu rights", await missingMenuRights(account, options.vicidialDatabase));
}

/** Checks everything that an installation depends on: Vicidial's tables and the rights of both accounts. Changes nothing. */
export async function examineForInstall(options: InstallationOptions): Promise<readonly Finding[]> {
  const { db, vicidialDatabase, ownDatabase, childTables, isMigrationPending, now } = options;
  const server = await examine("connection", () => examineServer(db, now));
  if (server.some((finding) => finding.check === "connection" && finding.level === "broken")) return server;
  return [
    ...server,
    ...(await examine("rights", () => examineRights(db, vicidialDatabase, ownDatabase, !isMigrationPending))),
    ...(isMigrationPending ? await examine(MIGRATION_RIGHTS, () => examineMigrationRights(options)) : []),
    ...(await examine("menu rights", () => examineMenuRights(options))),
    ...(await examine("tables", () => examineLeadTables(db, vicidialDatabase, childTables))),
    ...(await examine("cluster", () => examineCluster(db, vicidialDatabase))),
    ...(await examine("menu", () => examineMenuTables(db, vicidialDatabase))),
  ];
}
