import type { Knex } from "knex";

const TABLE = "dearchive_batches";

/** Lists show how many leads had which outcome. Without the column, each row of a list would cost a query per lead. */
export async function up(db: Knex, ddl: Knex): Promise<void> {
  if (await db.schema.hasColumn(TABLE, "outcome_counts")) return;
  await ddl.schema.alterTable(TABLE, (table) => {
    table.string("outcome_counts", 255).nullable().comment("JSON: leads by outcome; null in older rows");
  });
}

export async function down(db: Knex, ddl: Knex): Promise<void> {
  if (!(await db.schema.hasColumn(TABLE, "outcome_counts"))) return;
  await ddl.schema.alterTable(TABLE, (table) => table.dropColumn("outcome_counts"));
}
