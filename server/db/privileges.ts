import type { Knex } from "knex";
import { queryRows } from "./sql.ts";

/** Whether the account has a privilege on the whole server or on the default database. Nothing is tried out. */
export async function hasPrivilege(db: Knex, privilege: "CREATE" | "ALTER" | "DROP"): Promise<boolean> {
  const rows = await queryRows(
    db,
    `SELECT 1 FROM information_schema.user_privileges WHERE privilege_type = ?
     UNION ALL SELECT 1 FROM information_schema.schema_privileges
     WHERE privilege_type = ? AND DATABASE() LIKE table_schema LIMIT 1`,
    [privilege, privilege],
  );
  return rows.length > 0;
}
