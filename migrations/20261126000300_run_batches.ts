import type { Knex } from "knex";

/**
 * Which chunk of a run a batch belongs to. A separate table, so that ordinary batches pay nothing for it. The row is written
 * with its batch, so that an instance that takes over a run sees what is done. Read by primary key and by (run_id, part).
 */
export async function up(db: Knex, ddl: Knex): Promise<void> {
  if (await db.schema.hasTable("dearchive_run_batches")) return;
  await ddl.schema.createTable("dearchive_run_batches", (table) => {
    table.engine("InnoDB");
    table.charset("utf8mb4");
    table.bigInteger("batch_id").unsigned().notNullable().primary();
    table.bigInteger("run_id").unsigned().notNullable();
    table.integer("part").unsigned().notNullable();
    table.index(["run_id", "part"]);
  });
}

export async function down(_db: Knex, ddl: Knex): Promise<void> {
  await ddl.schema.dropTableIfExists("dearchive_run_batches");
}
