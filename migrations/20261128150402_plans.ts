import type { Knex } from "knex";

/**
 * Plans that make runs at set times. The index (customer, state, due_at) finds the plans that are due, and lists those of a
 * customer. The unique index (customer, name) keeps a double click from creating a plan twice.
 */
export async function up(db: Knex, ddl: Knex): Promise<void> {
  if (await db.schema.hasTable("dearchive_plans")) return;
  await ddl.schema.createTable("dearchive_plans", (table) => {
    table.engine("InnoDB");
    table.charset("utf8mb4");
    table.bigIncrements("id");
    table.string("customer", 64).notNullable();
    table.string("name", 100).notNullable();
    table.string("vicidial_user", 20).notNullable().comment("whose rights and lists apply");
    table.string("direction", 10).notNullable();
    table
      .text("settings", "mediumtext")
      .notNullable()
      .comment("JSON: search, limit, checks to skip, schedule");
    table.string("state", 10).notNullable().comment("active or paused");
    table.specificType("due_at", "DATETIME(3) NULL").comment("UTC; the next time, null if none follows");
    table.string("pause_code", 40).nullable().comment("why it paused itself");
    table.string("pause_detail", 255).nullable();
    table.specificType("paused_at", "DATETIME(3) NULL").comment("UTC");
    table.string("paused_by", 20).nullable().comment("null if it paused itself");
    table.integer("version").unsigned().notNullable().defaultTo(1);
    table.string("lease_owner", 100).nullable();
    table.specificType("lease_until", "DATETIME(3) NULL").comment("UTC");
    table.string("created_by", 20).notNullable();
    table.specificType("created_at", "DATETIME(3) NOT NULL").comment("UTC");
    table.specificType("updated_at", "DATETIME(3) NOT NULL").comment("UTC");
    table.index(["customer", "state", "due_at"]);
    table.unique(["customer", "name"]);
  });
}

export async function down(_db: Knex, ddl: Knex): Promise<void> {
  await ddl.schema.dropTableIfExists("dearchive_plans");
}
