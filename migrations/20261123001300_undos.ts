import type { Knex } from "knex";

/**
 * Which batch took which other one back. A table of its own, so that batches of calls, which are nearly all, pay nothing
 * for it. Read by primary key (what does this batch take back?) and by (batch_id, undone_by) (what took it back?).
 */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasTable("dearchive_undos")) return;
  await db.schema.createTable("dearchive_undos", (table) => {
    table.engine("InnoDB");
    table.charset("utf8mb4");
    table.bigInteger("undone_by").unsigned().notNullable().primary().comment("the batch that takes back");
    table.bigInteger("batch_id").unsigned().notNullable().comment("the batch that is taken back");
    table.index(["batch_id", "undone_by"]);
  });
}

export async function down(db: Knex): Promise<void> {
  await db.schema.dropTableIfExists("dearchive_undos");
}
