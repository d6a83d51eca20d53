import type { Knex } from "knex";

const INDEX = ["key_id", "started_at"];
const NAME = "dearchive_batches_key_id_started_at_index";

async function hasIndex(db: Knex): Promise<boolean> {
  const [rows] = await db.raw<[unknown[], unknown]>("SHOW INDEX FROM dearchive_batches WHERE Key_name = ?", [
    NAME,
  ]);
  return rows.length > 0;
}

/** Counts a key's recent batches from the index alone, however long the history is. */
export async function up(db: Knex, ddl: Knex): Promise<void> {
  if (await hasIndex(db)) return;
  await ddl.schema.alterTable("dearchive_batches", (table) => table.index(INDEX, NAME));
}

export async function down(db: Knex, ddl: Knex): Promise<void> {
  if (!(await hasIndex(db))) return;
  await ddl.schema.alterTable("dearchive_batches", (table) => table.dropIndex(INDEX, NAME));
}
