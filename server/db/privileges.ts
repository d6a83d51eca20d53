import type { Knex } from "knex";
import { isAccessDenied, isUnreachable } from "./databaseErrors.ts";
import { queryRows, quoteName } from "./sql.ts";

/** A table that never exists. The server checks rights before it looks for the table, so these statements change nothing. */
const MISSING_TABLE = "dearchive_rights_probe";

const PROBES = {
  SELECT: (table: string) => `EXPLAIN SELECT 1 FROM ${table}`,
  INSERT: (table: string) => `EXPLAIN INSERT INTO ${table} VALUES (1)`,
  UPDATE: (table: string) => `EXPLAIN UPDATE ${table} SET id = 1`,
  DELETE: (table: string) => `EXPLAIN DELETE FROM ${table}`,
  // Preparing a CREATE TABLE checks the right and creates nothing.
  CREATE: (table: string) => `PREPARE dearchive_rights_probe FROM 'CREATE TABLE ${table} (id INT)'`,
  ALTER: (table: string) => `ALTER TABLE ${table} ADD id INT`,
  DROP: (table: string) => `DROP TABLE ${table}`,
} as const;

/** A right on a whole database. */
export type Privilege = keyof typeof PROBES;

/**
 * Whether the account has a right on the whole database. Asks the server itself, because the grant tables do not resolve roles
 * and patterns.
 */
export async function hasPrivilege(db: Knex, privilege: Privilege, database: string): Promise<boolean> {
  const table = `${quoteName(database)}.${quoteName(MISSING_TABLE)}`;
  try {
    await db.raw(PROBES[privilege](table));
    return true;
  } catch (error) {
    if (isUnreachable(error)) throw error;
    return !isAccessDenied(error);
  }
}

/** Returns the rights of these that the account lacks on the whole database. */
export async function lackedPrivileges(
  db: Knex,
  privileges: readonly Privilege[],
  database: string,
): Promise<readonly Privilege[]> {
  const lacked: Privilege[] = [];
  for (const privilege of privileges)
    if (!(await hasPrivilege(db, privilege, database))) lacked.push(privilege);
  return lacked;
}

/** Returns the account as a GRANT names it. */
export async function grantee(db: Knex): Promise<string> {
  const rows = await queryRows<{ account: string }>(db, "SELECT CURRENT_USER() AS account");
  const [user = "", host = ""] = (rows[0]?.account ?? "").split("@");
  return `'${user}'@'${host}'`;
}
