import type { Knex } from "knex";

const COLUMNS = ["allowed_addresses", "rolled_from", "version", "form_id"] as const;

/**
 * Columns for editing keys concurrently. `version` counts changes and detects a lost update. `form_id` identifies the
 * form that created the key, so that a form sent twice creates one key. `rolled_from` needs no index: there are few keys.
 */
export async function up(db: Knex, ddl: Knex): Promise<void> {
  if (await db.schema.hasColumn("dearchive_api_keys", "version")) return;
  await ddl.schema.alterTable("dearchive_api_keys", (table) => {
    table.text("allowed_addresses").nullable().comment("CIDR ranges separated by spaces; NULL: any address");
    table.integer("rolled_from").unsigned().nullable().comment("the key that this one replaces");
    table.integer("version").unsigned().notNullable().defaultTo(1);
    table.specificType("form_id", "CHAR(36) CHARACTER SET ascii NULL").unique();
  });
}

export async function down(db: Knex, ddl: Knex): Promise<void> {
  if (!(await db.schema.hasColumn("dearchive_api_keys", "version"))) return;
  await ddl.schema.alterTable("dearchive_api_keys", (table) => {
    table.dropColumns(...COLUMNS);
  });
}
