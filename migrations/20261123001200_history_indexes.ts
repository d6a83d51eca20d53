import type { Knex } from "knex";

const TABLE = "dearchive_batches";
const INDEX = "dearchive_batches_vicidial_user_id_index";

/** Finds a user's batches for the history. The other filters have an index already. */
export async function up(db: Knex, ddl: Knex): Promise<void> {
  const [found] = await db.raw("SHOW INDEX FROM ?? WHERE Key_name = ?", [TABLE, INDEX]);
  if (found.length > 0) return;
  await ddl.schema.alterTable(TABLE, (table) => table.index(["vicidial_user", "id"], INDEX));
}

export async function down(db: Knex, ddl: Knex): Promise<void> {
  if (!(await db.schema.hasTable(TABLE))) return;
  await ddl.schema.alterTable(TABLE, (table) => table.dropIndex(["vicidial_user", "id"], INDEX));
}
