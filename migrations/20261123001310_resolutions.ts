import type { Knex } from "knex";

/**
 * Archived rows that somebody had removed because the live one was to be kept: each is saved here whole before it goes.
 * `removed_at` stays empty where the row was not seen to go. The index (lead_id, id) serves "what happened to lead N?" and
 * the look for a save whose removal was interrupted.
 */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasTable("dearchive_resolutions")) return;
  await db.schema.createTable("dearchive_resolutions", (table) => {
    table.engine("InnoDB");
    table.charset("utf8mb4");
    table.bigIncrements("id");
    table.bigInteger("lead_id").unsigned().notNullable();
    table.string("vicidial_user", 20).notNullable();
    table.string("request_id", 64).notNullable();
    table.specificType("row_hash", "BINARY(32)").notNullable().comment("SHA-256 of the saved row's bytes");
    table.text("saved", "mediumtext").notNullable().comment("JSON: every column of the archived row");
    table.specificType("saved_at", "DATETIME(3) NOT NULL").comment("UTC");
    table.specificType("removed_at", "DATETIME(3) NULL").comment("UTC");
    table.index(["lead_id", "id"]);
  });
}

export async function down(db: Knex): Promise<void> {
  await db.schema.dropTableIfExists("dearchive_resolutions");
}
