import type { Knex } from "knex";

const TABLE = "dearchive_runs";
const INDEX = "dearchive_runs_plan_id_id_index";

/** A run may belong to a plan. The index (plan_id, id) finds the runs of a plan. */
export async function up(db: Knex, ddl: Knex): Promise<void> {
  if (await db.schema.hasColumn(TABLE, "plan_id")) return;
  await ddl.schema.alterTable(TABLE, (table) => {
    table.bigInteger("plan_id").unsigned().nullable();
    table.index(["plan_id", "id"], INDEX);
  });
}

export async function down(db: Knex, ddl: Knex): Promise<void> {
  if (!(await db.schema.hasTable(TABLE)) || !(await db.schema.hasColumn(TABLE, "plan_id"))) return;
  await ddl.schema.alterTable(TABLE, (table) => {
    table.dropIndex(["plan_id", "id"], INDEX);
    table.dropColumn("plan_id");
  });
}
