import type { Knex } from "knex";

const TABLE = "dearchive_runs";

/** Runs that programs create may start by themselves once their leads are checked. */
export async function up(db: Knex, ddl: Knex): Promise<void> {
  if (await db.schema.hasColumn(TABLE, "starts_itself")) return;
  await ddl.schema.alterTable(TABLE, (table) => {
    table.boolean("starts_itself").notNullable().defaultTo(false);
  });
}

export async function down(db: Knex, ddl: Knex): Promise<void> {
  if (!(await db.schema.hasColumn(TABLE, "starts_itself"))) return;
  await ddl.schema.alterTable(TABLE, (table) => {
    table.dropColumn("starts_itself");
  });
}
