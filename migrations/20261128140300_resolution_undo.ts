import type { Knex } from "knex";

const TABLE = "dearchive_resolutions";
const INDEX = "dearchive_resolutions_request_id_id_index";

/** Either copy of a lead can be kept, and the other put back. (request_id, id) finds the leads that were resolved together. */
export async function up(db: Knex, ddl: Knex): Promise<void> {
  if (await db.schema.hasColumn(TABLE, "removed_copy")) return;
  await ddl.schema.alterTable(TABLE, (table) => {
    table.string("removed_copy", 8).notNullable().defaultTo("archived").comment("archived, live");
    table.specificType("undone_at", "DATETIME(3) NULL").comment("UTC");
    table.string("undone_by", 20).nullable();
    table.index(["request_id", "id"], INDEX);
  });
}

export async function down(db: Knex, ddl: Knex): Promise<void> {
  if (!(await db.schema.hasTable(TABLE)) || !(await db.schema.hasColumn(TABLE, "removed_copy"))) return;
  await ddl.schema.alterTable(TABLE, (table) => {
    table.dropIndex(["request_id", "id"], INDEX);
    table.dropColumns("removed_copy", "undone_at", "undone_by");
  });
}
