import type { Knex } from "knex";

/** A copy, because a migration must not change when the engine gets another outcome. */
const OUTCOMES = ["moved", "inserted", "updated", "deleted", "kept_differs", "kept_not_in_target", "counted"];

/**
 * One row per batch. `leads` lists its leads: resuming an open batch and finding a closed batch's leads both need it.
 * Index (state, id) finds open batches; (started_at, id), (key_id, id) and (outcomes, id) serve the history.
 */
export async function up(db: Knex, ddl: Knex): Promise<void> {
  if (await db.schema.hasTable("dearchive_batches")) return;
  await ddl.schema.createTable("dearchive_batches", (table) => {
    table.engine("InnoDB");
    table.charset("utf8mb4");
    table.bigIncrements("id");
    table.string("customer", 64).notNullable();
    table.string("direction", 10).notNullable();
    table.integer("key_id").unsigned().nullable();
    table.string("vicidial_user", 20).notNullable();
    table.string("request_id", 64).notNullable();
    table.boolean("insert_leads").notNullable();
    table.boolean("update_leads").notNullable();
    table.boolean("delete_leads").notNullable();
    table.string("state", 8).notNullable().comment("open, done or failed");
    table.integer("select_count").unsigned().notNullable().defaultTo(0);
    table.integer("insert_count").unsigned().notNullable().defaultTo(0);
    table.integer("update_count").unsigned().notNullable().defaultTo(0);
    table.integer("delete_count").unsigned().notNullable().defaultTo(0);
    table
      .text("leads", "mediumtext")
      .notNullable()
      .comment("JSON: lead ids, by whether the target had them at the start");
    table.specificType("outcomes", `SET(${OUTCOMES.map((outcome) => `'${outcome}'`).join(",")}) NULL`);
    table.string("error_code", 40).nullable();
    table.specificType("started_at", "DATETIME(3) NOT NULL").comment("UTC");
    table.specificType("finished_at", "DATETIME(3) NULL").comment("UTC");
    table.index(["state", "id"]);
    table.index(["started_at", "id"]);
    table.index(["key_id", "id"]);
    table.index(["outcomes", "id"]);
  });
}

export async function down(_db: Knex, ddl: Knex): Promise<void> {
  await ddl.schema.dropTableIfExists("dearchive_batches");
}
