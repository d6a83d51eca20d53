import type { Knex } from "knex";

const TABLE = "dearchive_batches";

/**
 * For the history's filters, each an index entry a batch, whatever its number of leads: (vicidial_user, id) finds a
 * user's batches, and (left_behind, id) those that left leads behind, which are few among millions and what people look
 * for. The column is computed by the server from the batch's own figures, so that nobody has to keep it true; it is
 * stored, because MariaDB's purge long had trouble with indexes on columns that are not.
 */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasColumn(TABLE, "left_behind")) return;
  await db.schema.alterTable(TABLE, (table) => {
    table.specificType(
      "left_behind",
      "TINYINT UNSIGNED GENERATED ALWAYS AS (delete_leads = 1 AND delete_count < select_count) STORED",
    );
    table.index(["vicidial_user", "id"]);
    table.index(["left_behind", "id"]);
  });
}

export async function down(db: Knex): Promise<void> {
  if (!(await db.schema.hasColumn(TABLE, "left_behind"))) return;
  await db.schema.alterTable(TABLE, (table) => {
    table.dropIndex(["vicidial_user", "id"]);
    table.dropIndex(["left_behind", "id"]);
    table.dropColumn("left_behind");
  });
}
