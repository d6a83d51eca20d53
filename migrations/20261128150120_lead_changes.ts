import type { Knex } from "knex";

const TABLE = "dearchive_lead_changes";

/**
 * The old and new values of leads that a batch changed besides moving them. The primary key finds those of a batch, the index
 * (lead_id, batch_id) those of a lead. A row is written before the lead changes; `is_done` tells that it did.
 */
export async function up(db: Knex, ddl: Knex): Promise<void> {
  if (await db.schema.hasTable(TABLE)) return;
  await ddl.schema.createTable(TABLE, (table) => {
    table.engine("InnoDB");
    table.charset("utf8mb4");
    table.bigInteger("batch_id").unsigned().notNullable();
    table.integer("lead_id").unsigned().notNullable();
    table.boolean("is_done").notNullable().defaultTo(0);
    table.text("columns").notNullable().comment("JSON");
    table.primary(["batch_id", "lead_id"]);
    table.index(["lead_id", "batch_id"]);
  });
}

export async function down(_db: Knex, ddl: Knex): Promise<void> {
  await ddl.schema.dropTableIfExists(TABLE);
}
