import type { Knex } from "knex";

/** API requests of the current minute, per key. Read and written by primary key. */
export async function up(db: Knex, ddl: Knex): Promise<void> {
  if (await db.schema.hasTable("dearchive_rate_limits")) return;
  await ddl.schema.createTable("dearchive_rate_limits", (table) => {
    table.engine("InnoDB");
    table.charset("utf8mb4");
    table.string("key", 100).notNullable().primary();
    table.integer("points").notNullable().defaultTo(0);
    table.bigInteger("expire").unsigned().nullable().comment("milliseconds since 1970");
  });
}

export async function down(_db: Knex, ddl: Knex): Promise<void> {
  await ddl.schema.dropTableIfExists("dearchive_rate_limits");
}
