import type { Knex } from "knex";

/**
 * What each time of a plan led to. The unique index (plan_id, due_at) makes it impossible that two instances carry out the same
 * time, and lists a plan's results, newest first.
 */
export async function up(db: Knex, ddl: Knex): Promise<void> {
  if (await db.schema.hasTable("dearchive_plan_results")) return;
  await ddl.schema.createTable("dearchive_plan_results", (table) => {
    table.engine("InnoDB");
    table.charset("utf8mb4");
    table.bigIncrements("id");
    table.bigInteger("plan_id").unsigned().notNullable();
    table
      .specificType("due_at", "DATETIME(3) NOT NULL")
      .comment("UTC; the time of the schedule or of the request");
    table.specificType("at", "DATETIME(3) NOT NULL").comment("UTC");
    table.string("code", 40).notNullable().comment("run, or why there was none");
    table.string("detail", 255).notNullable();
    table.bigInteger("run_id").unsigned().nullable();
    table.unique(["plan_id", "due_at"]);
  });
}

export async function down(_db: Knex, ddl: Knex): Promise<void> {
  await ddl.schema.dropTableIfExists("dearchive_plan_results");
}
