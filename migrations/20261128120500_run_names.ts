import type { Knex } from "knex";

const TABLE = "dearchive_runs";

/** Users name their runs. (state, id) and (vicidial_user, id) filter the list of runs and find the active ones. */
export async function up(db: Knex, ddl: Knex): Promise<void> {
  if (await db.schema.hasColumn(TABLE, "name")) return;
  await ddl.schema.alterTable(TABLE, (table) => {
    table.string("name", 100).notNullable().defaultTo("");
    table.index(["state", "id"]);
    table.index(["vicidial_user", "id"]);
  });
}

export async function down(db: Knex, ddl: Knex): Promise<void> {
  if (!(await db.schema.hasColumn(TABLE, "name"))) return;
  await ddl.schema.alterTable(TABLE, (table) => {
    table.dropIndex(["state", "id"]);
    table.dropIndex(["vicidial_user", "id"]);
    table.dropColumn("name");
  });
}
