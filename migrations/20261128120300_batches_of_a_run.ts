import type { Knex } from "knex";

const TABLE = "dearchive_batches";

/**
 * The history lists a run in one row: at its first batch, which is listed, while its later batches are not. (is_listed, id)
 * serves the list and (run_id, id) the batches of a run, so that a run of 100,000 batches costs no more than others.
 */
export async function up(db: Knex, ddl: Knex): Promise<void> {
  if (!(await db.schema.hasColumn(TABLE, "run_id")))
    await ddl.schema.alterTable(TABLE, (table) => {
      table.bigInteger("run_id").unsigned().nullable();
      table
        .boolean("is_listed")
        .notNullable()
        .defaultTo(true)
        .comment("0 for a run's batches after its first");
      table.index(["is_listed", "id"]);
      table.index(["run_id", "id"]);
    });
  await db.raw(
    `UPDATE dearchive_batches AS batch
     JOIN dearchive_run_batches AS link ON link.batch_id = batch.id
     JOIN (SELECT run_id, MIN(batch_id) AS batch_id FROM dearchive_run_batches GROUP BY run_id) AS first
       ON first.run_id = link.run_id
     SET batch.run_id = link.run_id, batch.is_listed = (batch.id = first.batch_id)`,
  );
}

export async function down(db: Knex, ddl: Knex): Promise<void> {
  if (!(await db.schema.hasColumn(TABLE, "run_id"))) return;
  await ddl.schema.alterTable(TABLE, (table) => {
    table.dropIndex(["is_listed", "id"]);
    table.dropIndex(["run_id", "id"]);
    table.dropColumn("is_listed");
    table.dropColumn("run_id");
  });
}
