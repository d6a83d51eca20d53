import type { Knex } from "knex";

/** Values that all instances share, such as the secret that signs forms. Read by primary key. */
export async function up(db: Knex, ddl: Knex): Promise<void> {
  if (await db.schema.hasTable("dearchive_settings")) return;
  await ddl.schema.createTable("dearchive_settings", (table) => {
    table.engine("InnoDB");
    table.charset("utf8mb4");
    table.string("name", 64).notNullable().primary();
    table.text("value").notNullable();
    table.specificType("updated_at", "DATETIME NOT NULL").comment("UTC");
  });
}

export async function down(_db: Knex, ddl: Knex): Promise<void> {
  await ddl.schema.dropTableIfExists("dearchive_settings");
}
