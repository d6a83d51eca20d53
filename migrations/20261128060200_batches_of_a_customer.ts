import type { Knex } from "knex";

const TABLE = "dearchive_batches";
const INDEX = "dearchive_batches_customer_id_index";

/** (customer, id) lists and counts one customer's batches where several customers' share the table. */
export async function up(db: Knex, ddl: Knex): Promise<void> {
  const [found] = await db.raw("SHOW INDEX FROM ?? WHERE Key_name = ?", [TABLE, INDEX]);
  if (found.length > 0) return;
  await ddl.schema.alterTable(TABLE, (table) => table.index(["customer", "id"], INDEX));
}

export async function down(db: Knex, ddl: Knex): Promise<void> {
  if (!(await db.schema.hasTable(TABLE))) return;
  await ddl.schema.alterTable(TABLE, (table) => table.dropIndex(["customer", "id"], INDEX));
}
