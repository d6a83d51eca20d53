import type { Knex } from "knex";

/**
 * Office hours rules. A rule is read and written as a whole, so its windows and dates are JSON. Names are unique because
 * people refer to rules by name. Queries read the whole table, so there is no other index.
 */
export async function up(db: Knex, ddl: Knex): Promise<void> {
  if (await db.schema.hasTable("dearchive_office_hours")) return;
  await ddl.schema.createTable("dearchive_office_hours", (table) => {
    table.engine("InnoDB");
    table.charset("utf8mb4");
    table.increments("id");
    table.string("name", 64).notNullable().unique();
    table.string("customer", 64).nullable().comment("NULL: every customer");
    table.string("mode", 16).notNullable();
    table.string("time_zone", 64).notNullable();
    table.text("weekly").notNullable();
    table.text("exceptions", "mediumtext").notNullable();
    table.specificType("updated_at", "DATETIME NOT NULL").comment("UTC");
  });
}

export async function down(_db: Knex, ddl: Knex): Promise<void> {
  await ddl.schema.dropTableIfExists("dearchive_office_hours");
}
