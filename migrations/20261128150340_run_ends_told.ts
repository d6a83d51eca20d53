import type { Knex } from "knex";

const TABLE = "dearchive_runs";

/** Whether the webhooks were told that a run ended. The index finds the runs that ended just now. */
export async function up(db: Knex, ddl: Knex): Promise<void> {
  if (!(await db.schema.hasColumn(TABLE, "is_end_told")))
    await ddl.schema.alterTable(TABLE, (table) => {
      table.boolean("is_end_told").notNullable().defaultTo(false);
      table.index(["is_end_told", "state"]);
    });
  // Runs that ended before webhooks existed are no news.
  await db(TABLE).whereIn("state", ["done", "stopped"]).update({ is_end_told: 1 });
}

export async function down(db: Knex, ddl: Knex): Promise<void> {
  if (!(await db.schema.hasColumn(TABLE, "is_end_told"))) return;
  await ddl.schema.alterTable(TABLE, (table) => {
    table.dropIndex(["is_end_told", "state"]);
    table.dropColumn("is_end_told");
  });
}
