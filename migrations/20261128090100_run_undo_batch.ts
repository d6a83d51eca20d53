import type { Knex } from "knex";

const TABLE = "dearchive_runs";
const INDEX = "dearchive_runs_undo_batch_id_index";

/** A run can undo a single batch. (undo_batch, id) finds the runs that undo a batch. */
export async function up(db: Knex, ddl: Knex): Promise<void> {
  if (await db.schema.hasColumn(TABLE, "undo_batch")) return;
  await ddl.schema.alterTable(TABLE, (table) => {
    table.bigInteger("undo_batch").unsigned().nullable().comment("the batch that it undoes");
    table.index(["undo_batch", "id"], INDEX);
  });
}

export async function down(db: Knex, ddl: Knex): Promise<void> {
  if (!(await db.schema.hasColumn(TABLE, "undo_batch"))) return;
  await ddl.schema.alterTable(TABLE, (table) => {
    table.dropIndex(["undo_batch", "id"], INDEX);
    table.dropColumn("undo_batch");
  });
}
