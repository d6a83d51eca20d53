import type { Knex } from "knex";

/** Requests per minute that a key may make; NULL means no limit. */
export async function up(db: Knex, ddl: Knex): Promise<void> {
  if (await db.schema.hasColumn("dearchive_api_keys", "rate_limit")) return;
  await ddl.schema.alterTable("dearchive_api_keys", (table) => {
    table.integer("rate_limit").unsigned().nullable();
  });
}

export async function down(db: Knex, ddl: Knex): Promise<void> {
  if (!(await db.schema.hasColumn("dearchive_api_keys", "rate_limit"))) return;
  await ddl.schema.alterTable("dearchive_api_keys", (table) => {
    table.dropColumn("rate_limit");
  });
}
