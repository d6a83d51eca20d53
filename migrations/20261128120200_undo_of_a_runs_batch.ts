import type { Knex } from "knex";

/**
 * A run that undoes one batch of a run also names that run in `undo_of`, so that one lookup in (undo_of, id) finds everything
 * that was undone of it.
 */
export async function up(db: Knex): Promise<void> {
  await db.raw(
    `UPDATE dearchive_runs AS run JOIN dearchive_run_batches AS link ON link.batch_id = run.undo_batch
     SET run.undo_of = link.run_id WHERE run.undo_batch IS NOT NULL AND run.undo_of IS NULL`,
  );
}

export async function down(db: Knex): Promise<void> {
  if (!(await db.schema.hasColumn("dearchive_runs", "undo_batch"))) return;
  await db.raw("UPDATE dearchive_runs SET undo_of = NULL WHERE undo_batch IS NOT NULL");
}
