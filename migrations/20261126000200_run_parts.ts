import type { Knex } from "knex";

/**
 * A run's leads in chunks, in the order of work. Read by primary key only. Outcomes of the engine are with its batches;
 * `others` holds the outcome of leads that were never part of a batch.
 */
export async function up(db: Knex, ddl: Knex): Promise<void> {
  if (await db.schema.hasTable("dearchive_run_parts")) return;
  await ddl.schema.createTable("dearchive_run_parts", (table) => {
    table.engine("InnoDB");
    table.charset("utf8mb4");
    table.bigInteger("run_id").unsigned().notNullable();
    table.integer("part").unsigned().notNullable().comment("from 0");
    table.text("leads", "mediumtext").notNullable().comment("JSON: lead ids");
    table.bigInteger("undo_of").unsigned().nullable().comment("the batch that it undoes");
    table
      .text("others", "mediumtext")
      .nullable()
      .comment("JSON: leads without a batch, with outcome and reason");
    table.text("counts").nullable().comment("JSON: its leads by outcome, once it is done");
    table.primary(["run_id", "part"]);
  });
}

export async function down(_db: Knex, ddl: Knex): Promise<void> {
  await ddl.schema.dropTableIfExists("dearchive_run_parts");
}
