import type { Knex } from "knex";

/**
 * Lists of leads that were uploaded and wait for the person to confirm how they are read. One row per list; its bytes are in
 * dearchive_list_upload_pieces. The index on expires_at serves the clean-up, the one on user the limit per user.
 */
export async function up(db: Knex, ddl: Knex): Promise<void> {
  if (await db.schema.hasTable("dearchive_list_uploads")) return;
  await ddl.schema.createTable("dearchive_list_uploads", (table) => {
    table.engine("InnoDB");
    table.charset("utf8mb4");
    table.specificType("id", "CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL").primary();
    table.string("customer", 50).notNullable();
    table.string("user", 20).notNullable();
    table.string("kind", 10).notNullable().comment("file, pasted");
    table.string("name", 100).notNullable().comment("of the file");
    table.specificType("expires_at", "DATETIME(3) NOT NULL").comment("UTC");
    table.index(["expires_at"]);
    table.index(["user", "expires_at"]);
  });
}

export async function down(_db: Knex, ddl: Knex): Promise<void> {
  await ddl.schema.dropTableIfExists("dearchive_list_uploads");
}
