import type { Knex } from "knex";

/**
 * Messages to webhooks, without lead data. (state, next_at) finds those that are due, (webhook_id, id) lists those of a webhook,
 * (webhook_id, run_id) keeps a run from being told twice, (created_at) finds old ones.
 */
export async function up(db: Knex, ddl: Knex): Promise<void> {
  if (await db.schema.hasTable("dearchive_webhook_deliveries")) return;
  await ddl.schema.createTable("dearchive_webhook_deliveries", (table) => {
    table.engine("InnoDB");
    table.charset("utf8mb4");
    table.bigIncrements("id");
    table.string("customer", 64).notNullable();
    table.integer("webhook_id").unsigned().notNullable();
    table.bigInteger("run_id").unsigned().nullable().comment("null for a test");
    table.string("message_id", 64).notNullable();
    table.string("type", 40).notNullable();
    table.text("payload").notNullable().comment("JSON, as it is signed and sent");
    table.string("state", 10).notNullable().comment("waiting, delivered, failed or canceled");
    table.integer("attempts").unsigned().notNullable().defaultTo(0);
    table.specificType("next_at", "DATETIME(3) NULL").comment("UTC; when it is tried next");
    table.smallint("status").unsigned().nullable().comment("HTTP status of the last attempt");
    table.string("error", 40).nullable().comment("why the last attempt failed");
    table.integer("duration_ms").unsigned().nullable();
    table.specificType("tried_at", "DATETIME(3) NULL").comment("UTC");
    table.string("lease_owner", 100).nullable();
    table.specificType("lease_until", "DATETIME(3) NULL").comment("UTC");
    table.specificType("created_at", "DATETIME(3) NOT NULL").comment("UTC");
    table.index(["state", "next_at"]);
    table.index(["webhook_id", "id"]);
    table.unique(["webhook_id", "run_id"]);
    table.index(["created_at"]);
  });
}

export async function down(_db: Knex, ddl: Knex): Promise<void> {
  await ddl.schema.dropTableIfExists("dearchive_webhook_deliveries");
}
