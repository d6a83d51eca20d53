import type { Knex } from "knex";

const TABLE = "dearchive_office_hours";

/**
 * A rule may follow a Vicidial call time (its id has up to 10 characters there; room for more costs nothing), and
 * carries a version, so that of two people who change it at once the second is told.
 */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasColumn(TABLE, "call_time_id")) return;
  await db.schema.alterTable(TABLE, (table) => {
    table.string("call_time_id", 64).nullable().comment("NULL: hours of its own");
    table.integer("version").unsigned().notNullable().defaultTo(1);
  });
}

export async function down(db: Knex): Promise<void> {
  if (!(await db.schema.hasColumn(TABLE, "call_time_id"))) return;
  await db.schema.alterTable(TABLE, (table) => {
    table.dropColumns("call_time_id", "version");
  });
}
