import type { Knex } from "knex";
import { grantee } from "../../db/privileges.ts";
import { queryRows, quoteName } from "../../db/sql.ts";
import { menuRights, neededRights } from "../../doctor/index.ts";
import type { Site } from "../customerAccess.ts";

interface Granted {
  readonly database: string;
  /** Null for a right on the whole database. */
  readonly table: string | null;
  readonly privilege: string;
}

/** Reads the rights that were granted to the account itself on the databases or on single tables in them. */
async function readGranted(
  db: Knex,
  account: string,
  databases: readonly string[],
): Promise<readonly Granted[]> {
  return queryRows<Granted>(
    db,
    `SELECT table_schema AS \`database\`, table_name AS \`table\`, privilege_type AS privilege
       FROM information_schema.table_privileges WHERE grantee = ? AND table_schema IN (?)
     UNION ALL SELECT table_schema, NULL, privilege_type
       FROM information_schema.schema_privileges WHERE grantee = ? AND table_schema IN (?)`,
    [account, databases, account, databases],
  );
}

/**
 * Returns whether `install` may have asked for the right. On a whole database of its own it asks for every right it needs; in
 * Vicidial's database these are stock rights, except for INSERT, which MySQL requires for ALTER TABLE.
 */
function mayBeAskedFor({ customer }: Site, isDdl: boolean): (granted: Granted) => boolean {
  const { vicidialDatabase, ownDatabase } = customer;
  const tables = [...neededRights(vicidialDatabase, ownDatabase), ...menuRights(vicidialDatabase)];
  const ddl = ownDatabase === vicidialDatabase ? ["INSERT"] : ["CREATE", "ALTER", "INSERT"];
  const rows = ownDatabase === vicidialDatabase ? [] : ["SELECT", "INSERT", "UPDATE", "DELETE"];
  return ({ database, table, privilege }) =>
    table === null
      ? database === ownDatabase && (isDdl ? ddl : rows).includes(privilege)
      : tables.some(
          (needed) =>
            needed.database === database &&
            needed.table === table &&
            needed.rights.some((right) => right === privilege),
        );
}

function revokeStatements(granted: readonly Granted[], account: string): readonly string[] {
  const targets = new Map<string, string[]>();
  for (const { database, table, privilege } of granted) {
    const target = `${quoteName(database)}.${table ? quoteName(table) : "*"}`;
    targets.set(target, [...(targets.get(target) ?? []), privilege]);
  }
  return [...targets].map(
    ([target, privileges]) => `REVOKE ${privileges.join(", ")} ON ${target} FROM ${account};`,
  );
}

/** Returns the statements that undo a GRANT that `install` asked for on a site. Vicidial's own rights are left out. */
export async function listRevokes(site: Site): Promise<readonly string[]> {
  const { vicidialDatabase, ownDatabase } = site.customer;
  const statements: string[] = [];
  for (const [db, isDdl] of [
    [site.db, false],
    [site.installer, true],
  ] as const) {
    const account = await grantee(db);
    const granted = await readGranted(db, account, [...new Set([vicidialDatabase, ownDatabase])]);
    statements.push(...revokeStatements(granted.filter(mayBeAskedFor(site, isDdl)), account));
  }
  return [...new Set(statements)];
}
