import type { Knex } from "knex";

/**
 * Which batch belongs to which part of a run. A table of its own, so that batches of calls pay nothing for it; a row is
 * written with its batch, so that whoever takes a run over knows what its former owner has done. Read by primary key
 * (which run was this batch of?) and by (run_id, part).
 */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasTable("dearchive_run_batches")) return;
  await db.schema.createTable("dearchive_run_batches", (table) => {
    table.engine("InnoDB");
    table.charset("utf8mb4");
    table.bigInteger("batch_id").unsigned().notNullable().primary();
    table.bigInteger("run_id").unsigned().notNullable();
    table.integer("part").unsigned().notNullable();
    table.index(["run_id", "part"]);
  });
}

export async function down(db: Knex): Promise<void> {
  await db.schema.dropTableIfExists("dearchive_run_batches");
}
