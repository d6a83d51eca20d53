import type { Knex } from "knex";

/** The bytes of an uploaded list, in pieces that fit into any max_allowed_packet. Read by primary key alone. */
export async function up(db: Knex, ddl: Knex): Promise<void> {
  if (await db.schema.hasTable("dearchive_list_upload_pieces")) return;
  await ddl.schema.createTable("dearchive_list_upload_pieces", (table) => {
    table.engine("InnoDB");
    table.charset("utf8mb4");
    table.specificType("upload_id", "CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL");
    table.integer("piece").unsigned().notNullable().comment("from 0");
    table.specificType("content", "MEDIUMBLOB NOT NULL");
    table.primary(["upload_id", "piece"]);
  });
}

export async function down(_db: Knex, ddl: Knex): Promise<void> {
  await ddl.schema.dropTableIfExists("dearchive_list_upload_pieces");
}
