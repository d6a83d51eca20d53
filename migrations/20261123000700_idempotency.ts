import type { Knex } from "knex";

/**
 * One row per accepted Idempotency-Key. The transaction that records the batch also sets `batch_id`, so a repeated request
 * finds the first result whatever failed in between. The unique index serves the look-up, `created_at` the clean-up.
 */
export async function up(db: Knex, ddl: Knex): Promise<void> {
  if (await db.schema.hasTable("dearchive_idempotency")) return;
  await ddl.schema.createTable("dearchive_idempotency", (table) => {
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

export async function down(_db: Knex, ddl: Knex): Promise<void> {
  await ddl.schema.dropTableIfExists("dearchive_idempotency");
}
