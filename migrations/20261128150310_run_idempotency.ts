import type { Knex } from "knex";

const TABLE = "dearchive_runs";

/** An API request with an Idempotency-Key creates one run. The unique index finds the run of a repeated request. */
export async function up(db: Knex, ddl: Knex): Promise<void> {
  if (await db.schema.hasColumn(TABLE, "idempotency_hash")) return;
  await ddl.schema.alterTable(TABLE, (table) => {
    table
      .specificType("idempotency_hash", "BINARY(32) NULL")
      .comment("SHA-256 of API key and Idempotency-Key");
    table.specificType("request_hash", "BINARY(32) NULL").comment("SHA-256 of the request's canonical form");
    table.unique(["idempotency_hash"]);
  });
}

export async function down(db: Knex, ddl: Knex): Promise<void> {
  if (!(await db.schema.hasColumn(TABLE, "idempotency_hash"))) return;
  await ddl.schema.alterTable(TABLE, (table) => {
    table.dropUnique(["idempotency_hash"]);
    table.dropColumns("idempotency_hash", "request_hash");
  });
}
