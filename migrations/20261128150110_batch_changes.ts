import type { Knex } from "knex";

const TABLE = "dearchive_batches";

/** What a batch changes in its leads besides moving them. An instance that finishes the batch reads it. */
export async function up(db: Knex, ddl: Knex): Promise<void> {
  if (await db.schema.hasColumn(TABLE, "changes")) return;
  await ddl.schema.alterTable(TABLE, (table) => {
    table.text("changes").nullable().comment("JSON; NULL for none");
  });
}

export async function down(db: Knex, ddl: Knex): Promise<void> {
  if (!(await db.schema.hasColumn(TABLE, "changes"))) return;
  await ddl.schema.alterTable(TABLE, (table) => {
    table.dropColumn("changes");
  });
}
