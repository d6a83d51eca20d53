import type { Knex } from "knex";

const TABLE = "dearchive_api_keys";

/**
 * What a key may be used for, as names separated by spaces. The default gives existing keys, and those that an older instance
 * creates during an upgrade, the scopes that every key had before.
 */
export async function up(db: Knex, ddl: Knex): Promise<void> {
  if (await db.schema.hasColumn(TABLE, "scopes")) return;
  await ddl.schema.alterTable(TABLE, (table) => {
    table.string("scopes", 100).notNullable().defaultTo("restore archive");
  });
}

export async function down(db: Knex, ddl: Knex): Promise<void> {
  if (!(await db.schema.hasColumn(TABLE, "scopes"))) return;
  await ddl.schema.alterTable(TABLE, (table) => {
    table.dropColumn("scopes");
  });
}
