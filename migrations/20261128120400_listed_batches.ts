import type { Knex } from "knex";

const TABLE = "dearchive_batches";

/** By first column: each index gets `is_listed`, so that a filtered list skips the later batches of runs as well. */
const FILTERS = [
  { column: "vicidial_user", replaced: "dearchive_batches_vicidial_user_id_index" },
  { column: "key_id", replaced: "dearchive_batches_key_id_id_index" },
  // (customer, id) stays: the counts per day follow it.
  { column: "customer", replaced: null },
] as const;

const nameOf = (column: string) => `dearchive_batches_${column}_is_listed_id_index`;

async function hasIndex(db: Knex, index: string): Promise<boolean> {
  const [found] = await db.raw("SHOW INDEX FROM ?? WHERE Key_name = ?", [TABLE, index]);
  return found.length > 0;
}

export async function up(db: Knex, ddl: Knex): Promise<void> {
  for (const { column, replaced } of FILTERS) {
    if (!(await hasIndex(db, nameOf(column))))
      await ddl.schema.alterTable(TABLE, (table) => table.index([column, "is_listed", "id"], nameOf(column)));
    if (replaced !== null && (await hasIndex(db, replaced)))
      await ddl.schema.alterTable(TABLE, (table) => table.dropIndex([], replaced));
  }
}

export async function down(db: Knex, ddl: Knex): Promise<void> {
  if (!(await db.schema.hasTable(TABLE))) return;
  for (const { column, replaced } of FILTERS) {
    if (replaced !== null && !(await hasIndex(db, replaced)))
      await ddl.schema.alterTable(TABLE, (table) => table.index([column, "id"], replaced));
    if (await hasIndex(db, nameOf(column)))
      await ddl.schema.alterTable(TABLE, (table) => table.dropIndex([], nameOf(column)));
  }
}
