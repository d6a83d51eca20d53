import type { Knex } from "knex";

/**
 * API keys. Only a key's SHA-256 is stored: 190 random bits need no salt, and the unique index finds a key in one read.
 * None of our tables has foreign keys, because Vicidial's accounts lack REFERENCES.
 */
export async function up(db: Knex, ddl: Knex): Promise<void> {
  if (await db.schema.hasTable("dearchive_api_keys")) return;
  await ddl.schema.createTable("dearchive_api_keys", (table) => {
    table.engine("InnoDB");
    table.charset("utf8mb4");
    table.increments("id");
    table.string("label", 100).notNullable();
    table.string("prefix", 12).notNullable();
    table.specificType("key_hash", "BINARY(32)").notNullable().unique();
    table.string("customer", 64).notNullable();
    table.string("vicidial_user", 20).notNullable();
    table.integer("lead_limit").unsigned().notNullable();
    table.specificType("created_at", "DATETIME NOT NULL").comment("UTC");
    table.specificType("expires_at", "DATETIME NULL").comment("UTC");
    table.specificType("revoked_at", "DATETIME NULL").comment("UTC");
    table.specificType("last_used_at", "DATETIME NULL").comment("UTC; written at most once a minute");
  });
}

export async function down(_db: Knex, ddl: Knex): Promise<void> {
  await ddl.schema.dropTableIfExists("dearchive_api_keys");
}
