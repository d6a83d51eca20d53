import type { Knex } from "knex";

/** The search for leads in both tables: one row per customer. `next_at` lets only one instance continue it, and paces it. */
export async function up(db: Knex, ddl: Knex): Promise<void> {
  if (await db.schema.hasTable("dearchive_duplicate_searches")) return;
  await ddl.schema.createTable("dearchive_duplicate_searches", (table) => {
    table.engine("InnoDB");
    table.charset("utf8mb4");
    table.string("customer", 64).notNullable().primary();
    table.bigInteger("searched_to").notNullable().comment("highest lead id searched; -1 before the first");
    table.bigInteger("checked").unsigned().notNullable().comment("archived leads of the search under way");
    table.specificType("started_at", "DATETIME(3) NOT NULL").comment("UTC");
    table.specificType("next_at", "DATETIME(3) NOT NULL").comment("UTC");
    table.specificType("finished_at", "DATETIME(3) NULL").comment("UTC, of the last complete search");
    table
      .bigInteger("last_checked")
      .unsigned()
      .nullable()
      .comment("archived leads of the last complete search");
    table
      .specificType("is_cut", "TINYINT UNSIGNED NOT NULL DEFAULT 0")
      .comment("there are more than are kept");
  });
}

export async function down(_db: Knex, ddl: Knex): Promise<void> {
  await ddl.schema.dropTableIfExists("dearchive_duplicate_searches");
}
