import type { Knex } from "knex";

/**
 * Archived rows that were deleted to keep the live lead, saved here first. `removed_at` stays NULL until the row was seen
 * to be deleted. The index (lead_id, id) answers "what happened to lead N?" and finds interrupted deletions.
 */
export async function up(db: Knex, ddl: Knex): Promise<void> {
  if (await db.schema.hasTable("dearchive_resolutions")) return;
  await ddl.schema.createTable("dearchive_resolutions", (table) => {
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

export async function down(_db: Knex, ddl: Knex): Promise<void> {
  await ddl.schema.dropTableIfExists("dearchive_resolutions");
}
