import type { Knex } from "knex";

/**
 * Which batch undid which. A separate table, so that ordinary batches pay nothing for it. The primary key answers "what
 * does this batch undo?", the index (batch_id, undone_by) "what undid it?".
 */
export async function up(db: Knex, ddl: Knex): Promise<void> {
  if (await db.schema.hasTable("dearchive_undos")) return;
  await ddl.schema.createTable("dearchive_undos", (table) => {
    table.engine("InnoDB");
    table.charset("utf8mb4");
    table.bigInteger("undone_by").unsigned().notNullable().primary().comment("the batch that undoes");
    table.bigInteger("batch_id").unsigned().notNullable().comment("the batch that was undone");
    table.index(["batch_id", "undone_by"]);
  });
}

export async function down(_db: Knex, ddl: Knex): Promise<void> {
  await ddl.schema.dropTableIfExists("dearchive_undos");
}
