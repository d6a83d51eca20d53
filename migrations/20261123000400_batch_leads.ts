import type { Knex } from "knex";

/**
 * The outcome of each lead of a batch. The primary key answers "what happened to lead N?". A batch's leads are found by
 * the ids in its own row: a second index would cost each request more than these rows do.
 */
export async function up(db: Knex, ddl: Knex): Promise<void> {
  if (await db.schema.hasTable("dearchive_batch_leads")) return;
  await ddl.schema.createTable("dearchive_batch_leads", (table) => {
    table.engine("InnoDB");
    table.charset("utf8mb4");
    table.bigInteger("batch_id").unsigned().notNullable();
    table.bigInteger("lead_id").unsigned().notNullable();
    table
      .enum("outcome", [
        "moved",
        "inserted",
        "updated",
        "deleted",
        "kept_differs",
        "kept_not_in_target",
        "counted",
      ])
      .notNullable();
    table.text("differences", "mediumtext").nullable().comment("JSON: columns that differ");
    table.primary(["lead_id", "batch_id"]);
  });
}

export async function down(_db: Knex, ddl: Knex): Promise<void> {
  await ddl.schema.dropTableIfExists("dearchive_batch_leads");
}
