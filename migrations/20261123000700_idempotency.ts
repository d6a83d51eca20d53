import type { Knex } from "knex";

/**
 * One row an Idempotency-Key that was honoured. Its batch is noted by the very transaction that records the batch, so
 * that a repeated call finds the first one's result whatever died in between. The unique index serves the look-up; the
 * one on created_at the cleaning up.
 */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasTable("dearchive_idempotency")) return;
  await db.schema.createTable("dearchive_idempotency", (table) => {
    table.engine("InnoDB");
    table.charset("utf8mb4");
    table.bigIncrements("id");
    table.integer("key_id").unsigned().notNullable();
    table.specificType("value_hash", "BINARY(32)").notNullable();
    table.specificType("request_hash", "BINARY(32)").notNullable();
    table.bigInteger("batch_id").unsigned().nullable();
    table.specificType("lease_until", "DATETIME(3) NOT NULL").comment("UTC");
    table.specificType("created_at", "DATETIME(3) NOT NULL").comment("UTC");
    table.unique(["key_id", "value_hash"]);
    table.index(["created_at"]);
  });
}

export async function down(db: Knex): Promise<void> {
  await db.schema.dropTableIfExists("dearchive_idempotency");
}
