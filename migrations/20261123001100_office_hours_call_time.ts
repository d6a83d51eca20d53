import type { Knex } from "knex";

const TABLE = "dearchive_office_hours";

/**
 * Lets a rule follow a Vicidial call time. Vicidial's ids have up to 10 characters; a longer column costs nothing.
 * `version` detects a lost update when two people change a rule.
 */
export async function up(db: Knex, ddl: Knex): Promise<void> {
  if (await db.schema.hasColumn(TABLE, "call_time_id")) return;
  await ddl.schema.alterTable(TABLE, (table) => {
    table.string("call_time_id", 64).nullable().comment("NULL: own hours");
    table.integer("version").unsigned().notNullable().defaultTo(1);
  });
}

export async function down(db: Knex, ddl: Knex): Promise<void> {
  if (!(await db.schema.hasColumn(TABLE, "call_time_id"))) return;
  await ddl.schema.alterTable(TABLE, (table) => {
    table.dropColumns("call_time_id", "version");
  });
}
