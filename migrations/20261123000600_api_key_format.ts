import type { Knex } from "knex";

/** Response format of a key, so that an integration keeps its format when it uses another path. */
export async function up(db: Knex, ddl: Knex): Promise<void> {
  if (await db.schema.hasColumn("dearchive_api_keys", "response_format")) return;
  await ddl.schema.alterTable("dearchive_api_keys", (table) => {
    table.string("response_format", 16).notNullable().defaultTo("auto");
  });
}

export async function down(db: Knex, ddl: Knex): Promise<void> {
  if (!(await db.schema.hasColumn("dearchive_api_keys", "response_format"))) return;
  await ddl.schema.alterTable("dearchive_api_keys", (table) => {
    table.dropColumn("response_format");
  });
}
