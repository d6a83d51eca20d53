import type { Knex } from "knex";

/**
 * Addresses that are told when a run ends. The signing secret is not stored: it is derived from the nonce and a secret in
 * dearchive_settings. The index lists the webhooks of a customer.
 */
export async function up(db: Knex, ddl: Knex): Promise<void> {
  if (await db.schema.hasTable("dearchive_webhooks")) return;
  await ddl.schema.createTable("dearchive_webhooks", (table) => {
    table.engine("InnoDB");
    table.charset("utf8mb4");
    table.increments("id");
    table.string("customer", 64).notNullable();
    table.string("label", 100).notNullable();
    table.string("url", 500).notNullable();
    table.string("created_by", 20).notNullable();
    table.specificType("nonce", "BINARY(16) NOT NULL").comment("of the signing secret");
    table.specificType("old_nonce", "BINARY(16) NULL").comment("of the secret before the last rotation");
    table.specificType("old_until", "DATETIME(3) NULL").comment("UTC; until then both secrets sign");
    table.string("disabled_for", 10).nullable().comment("user or gone; null while enabled");
    table.specificType("created_at", "DATETIME(3) NOT NULL").comment("UTC");
    table.index(["customer", "id"]);
  });
}

export async function down(_db: Knex, ddl: Knex): Promise<void> {
  await ddl.schema.dropTableIfExists("dearchive_webhooks");
}
