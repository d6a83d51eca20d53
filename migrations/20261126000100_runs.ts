import type { Knex } from "knex";

/**
 * One row per run. Its leads are in `dearchive_run_parts`, with `done_parts` as the cursor. The index (customer, state,
 * lease_until) finds runs that nobody works on; (undo_of, id) finds the undo of a run; the list follows the primary key.
 */
export async function up(db: Knex, ddl: Knex): Promise<void> {
  if (await db.schema.hasTable("dearchive_runs")) return;
  await ddl.schema.createTable("dearchive_runs", (table) => {
    table.engine("InnoDB");
    table.charset("utf8mb4");
    table.bigIncrements("id");
    table.string("customer", 64).notNullable();
    table.string("direction", 10).notNullable();
    table.string("vicidial_user", 20).notNullable();
    table.string("request_id", 64).notNullable();
    table.text("source", "mediumtext").notNullable().comment("JSON: the search or list that found its leads");
    table.bigInteger("undo_of").unsigned().nullable().comment("the run that it undoes");
    table.string("state", 10).notNullable().comment("checking, ready, running, paused, done or stopped");
    table.boolean("is_collected").notNullable().defaultTo(false);
    table.bigInteger("collected_to").unsigned().notNullable().defaultTo(0);
    table.boolean("is_cut").notNullable().defaultTo(false).comment("more leads matched than a run can hold");
    table.integer("lead_count").unsigned().notNullable().defaultTo(0);
    table.integer("part_count").unsigned().notNullable().defaultTo(0);
    table.integer("checked_parts").unsigned().notNullable().defaultTo(0);
    table.text("check_result", "mediumtext").nullable().comment("JSON: warnings about the leads");
    table.specificType("checked_at", "DATETIME(3) NULL").comment("UTC");
    table.integer("done_parts").unsigned().notNullable().defaultTo(0);
    table.text("counts").nullable().comment("JSON: leads of the done parts, by outcome");
    table.text("leave_out").notNullable().comment("JSON: warnings whose leads are skipped");
    table.boolean("brings_callbacks").notNullable().defaultTo(false);
    table.integer("rate").unsigned().nullable().comment("leads per second");
    table.string("hold_code", 40).nullable().comment("why it is on hold");
    table.string("hold_detail", 255).nullable();
    table.specificType("hold_until", "DATETIME(3) NULL").comment("UTC");
    table.string("lease_owner", 100).nullable();
    table.specificType("lease_until", "DATETIME(3) NULL").comment("UTC");
    table.specificType("created_at", "DATETIME(3) NOT NULL").comment("UTC");
    table.specificType("started_at", "DATETIME(3) NULL").comment("UTC");
    table.specificType("finished_at", "DATETIME(3) NULL").comment("UTC");
    table.index(["customer", "state", "lease_until"]);
    table.index(["undo_of", "id"]);
  });
}

export async function down(_db: Knex, ddl: Knex): Promise<void> {
  await ddl.schema.dropTableIfExists("dearchive_runs");
}
