import type { Knex } from "knex";

const COLUMNS = ["allowed_addresses", "rolled_from", "version", "form_id"] as const;

/**
 * What keys need to be changed by several people. `version` counts a key's changes, so that whoever decided on older
 * settings is told; `form_id` is the number of the form that made the key, unique, so that a form sent twice makes one key.
 * A successor is found by `rolled_from` among some hundred keys: no index.
 */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasColumn("dearchive_api_keys", "version")) return;
  await db.schema.alterTable("dearchive_api_keys", (table) => {
    table.text("allowed_addresses").nullable().comment("ranges with spaces between; NULL: from everywhere");
    table.integer("rolled_from").unsigned().nullable().comment("the key that this one takes the place of");
    table.integer("version").unsigned().notNullable().defaultTo(1);
    table.specificType("form_id", "CHAR(36) CHARACTER SET ascii NULL").unique();
  });
}

export async function down(db: Knex): Promise<void> {
  if (!(await db.schema.hasColumn("dearchive_api_keys", "version"))) return;
  await db.schema.alterTable("dearchive_api_keys", (table) => {
    table.dropColumns(...COLUMNS);
  });
}
