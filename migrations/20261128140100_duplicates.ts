import type { Knex } from "knex";

/**
 * Leads that a search found in both tables. No lead data: only the lists, which decide who may see a lead, and the names of the
 * columns that differ. The primary key serves the pages and the search, which replaces one range of ids after the other.
 */
export async function up(db: Knex, ddl: Knex): Promise<void> {
  if (await db.schema.hasTable("dearchive_duplicates")) return;
  await ddl.schema.createTable("dearchive_duplicates", (table) => {
    table.engine("InnoDB");
    table.charset("utf8mb4");
    table.string("customer", 64).notNullable();
    table.bigInteger("lead_id").unsigned().notNullable();
    table.bigInteger("archived_list").unsigned().notNullable();
    table.bigInteger("live_list").unsigned().notNullable();
    table.text("differing").nullable().comment("names of differing columns, between commas; NULL if unknown");
    table.primary(["customer", "lead_id"]);
  });
}

export async function down(_db: Knex, ddl: Knex): Promise<void> {
  await ddl.schema.dropTableIfExists("dearchive_duplicates");
}
