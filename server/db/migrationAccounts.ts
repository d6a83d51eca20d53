import type { Knex } from "knex";
import type { Config, CustomerConfig } from "../config/index.ts";
import { connect } from "./connect.ts";
import { grantee, hasPrivilege, lackedPrivileges, type Privilege } from "./privileges.ts";
import { queryRows, quoteName } from "./sql.ts";

/** The two accounts of a migration, because neither of Vicidial's own accounts has every right. */
export interface MigrationAccounts {
  /** Changes tables: VARDB_custom_user, which has only ALTER and CREATE, or DEARCHIVE_MIGRATION_USER. */
  readonly ddl: Knex;
  /** Reads and writes rows, the record of migrations included. Its pool needs two connections. */
  readonly rows: Knex;
}

const ROW_PRIVILEGES = ["SELECT", "INSERT", "UPDATE", "DELETE"] as const;

async function databaseOf(db: Knex): Promise<string> {
  const [row] = await queryRows<{ name: string }>(db, "SELECT DATABASE() AS name");
  return row?.name ?? "";
}

/**
 * Chooses the account for rows: the plugin's own. Where its rights are granted table by table, new tables are out of its reach,
 * so another account that has rights on the whole database takes its place.
 */
export async function chooseAccounts(own: Knex, ddl: Knex): Promise<MigrationAccounts> {
  const database = await databaseOf(own);
  const canWrite = async (db: Knex) => (await lackedPrivileges(db, ROW_PRIVILEGES, database)).length === 0;
  const rows = (await canWrite(own)) || !(await canWrite(ddl)) ? own : ddl;
  return { ddl, rows };
}

/** MySQL needs INSERT too for ALTER TABLE. Source: MySQL's manual on ALTER TABLE. */
async function ddlPrivileges(db: Knex): Promise<readonly Privilege[]> {
  const [row] = await queryRows<{ version: string }>(db, "SELECT VERSION() AS version");
  return /mariadb/i.test(row?.version ?? "") ? ["CREATE", "ALTER"] : ["CREATE", "ALTER", "INSERT"];
}

/** Returns the GRANT statements that the accounts need before the tables can be created or changed. */
export async function missingMigrationGrants({ ddl, rows }: MigrationAccounts): Promise<readonly string[]> {
  const database = await databaseOf(rows);
  const wanted = [
    [ddl, await ddlPrivileges(ddl)],
    [rows, ROW_PRIVILEGES],
  ] as const;
  const grants: string[] = [];
  for (const [db, privileges] of wanted) {
    const lacked = await lackedPrivileges(db, privileges, database);
    if (lacked.length > 0)
      grants.push(`GRANT ${lacked.join(", ")} ON ${quoteName(database)}.* TO ${await grantee(db)}`);
  }
  return grants;
}

/** Whether the account may drop our tables, which Vicidial's own accounts may not. */
export async function mayDrop(ddl: Knex): Promise<boolean> {
  return hasPrivilege(ddl, "DROP", await databaseOf(ddl));
}

/** One migration at a time, plus the connection that holds the lock. */
const POOL_SIZE = 2;

/** Opens both accounts for `work` and closes them afterwards. */
export async function withMigrationAccounts<T>(
  { account, migrationAccount, ownDatabase }: CustomerConfig,
  { lockWaitSeconds }: Pick<Config, "lockWaitSeconds">,
  work: (accounts: MigrationAccounts) => Promise<T>,
): Promise<T> {
  const options = { database: ownDatabase, poolSize: POOL_SIZE, lockWaitSeconds };
  const own = connect({ ...options, account });
  const ddl = connect({ ...options, account: migrationAccount });
  try {
    return await work(await chooseAccounts(own, ddl));
  } finally {
    await Promise.all([own.destroy(), ddl.destroy()]);
  }
}
