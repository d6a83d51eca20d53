import type { Knex } from "knex";

const TABLE = "dearchive_duplicates";

/**
 * What a search saw of a lead's two copies, so that many can be resolved at once without deleting what changed since. Leads are read
 * along the primary key. The search starts again, because rows of earlier searches have no version.
 */
export async function up(db: Knex, ddl: Knex): Promise<void> {
  if (await db.schema.hasColumn(TABLE, "version")) return;
  await ddl.schema.alterTable(TABLE, (table) => {
    table
      .specificType("version", "VARCHAR(43) CHARACTER SET ascii COLLATE ascii_bin NULL")
      .comment("hash of both rows; NULL if they cannot be compared");
    table.specificType("seen_at", "DATETIME(3) NULL").comment("UTC, when this version was found first");
  });
  const now = db.raw("UTC_TIMESTAMP(3)");
  await db("dearchive_duplicate_searches").update({
    searched_to: -1,
    checked: 0,
    started_at: now,
    next_at: now,
  });
}

export async function down(db: Knex, ddl: Knex): Promise<void> {
  if (!(await db.schema.hasTable(TABLE)) || !(await db.schema.hasColumn(TABLE, "version"))) return;
  await ddl.schema.alterTable(TABLE, (table) => table.dropColumns("version", "seen_at"));
}
