import type { Knex } from "knex";

/**
 * API requests of each key, as the pages show them. No lead data, and no ids of leads.
 * Index (key_id, id) lists a key's requests, (status, id) those with a status, (at, id) finds a period and expired rows.
 */
export async function up(db: Knex, ddl: Knex): Promise<void> {
  if (await db.schema.hasTable("dearchive_requests")) return;
  await ddl.schema.createTable("dearchive_requests", (table) => {
    table.engine("InnoDB");
    table.charset("utf8mb4");
    table.bigIncrements("id");
    table.specificType("at", "DATETIME(3) NOT NULL").comment("UTC");
    table.integer("key_id").unsigned().notNullable();
    table.string("request_id", 64).notNullable();
    table.string("path", 210).notNullable();
    table.smallint("status").unsigned().notNullable();
    table.string("fault", 40).nullable().comment("why it was refused or failed");
    table.string("message", 255).notNullable();
    table
      .integer("leads")
      .unsigned()
      .nullable()
      .comment("lead ids in the request; null if its body was not read");
    table.boolean("dry_run").notNullable();
    table.boolean("replayed").notNullable();
    table.bigInteger("batch_id").unsigned().nullable();
    table.integer("duration_ms").unsigned().notNullable();
    table.string("address", 50).notNullable();
    table.index(["key_id", "id"]);
    table.index(["status", "id"]);
    table.index(["at", "id"]);
  });
}

export async function down(_db: Knex, ddl: Knex): Promise<void> {
  await ddl.schema.dropTableIfExists("dearchive_requests");
}
