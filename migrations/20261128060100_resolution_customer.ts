import type { Knex } from "knex";

const TABLE = "dearchive_resolutions";

/**
 * Whose lead it was: several customers' rows may share the tables, and their lead ids meet. A row from before belongs to the
 * customer of the lead's batches, else of all batches in this database, where that is one customer; else to the default one.
 */
export async function up(db: Knex, ddl: Knex): Promise<void> {
  if (!(await db.schema.hasColumn(TABLE, "customer"))) {
    await ddl.schema.alterTable(TABLE, (table) => {
      table.string("customer", 64).nullable();
    });
  }
  await db.raw(
    `UPDATE ?? AS saved
     LEFT JOIN (SELECT result.lead_id AS lead_id, MIN(batch.customer) AS customer
                FROM dearchive_batch_leads AS result JOIN dearchive_batches AS batch ON batch.id = result.batch_id
                WHERE result.lead_id IN (SELECT lead_id FROM ??)
                GROUP BY result.lead_id HAVING COUNT(DISTINCT batch.customer) = 1) AS moved
       ON moved.lead_id = saved.lead_id
     JOIN (SELECT IF(COUNT(DISTINCT customer) = 1, MIN(customer), 'default') AS customer FROM dearchive_batches) AS every_batch
     SET saved.customer = COALESCE(moved.customer, every_batch.customer, 'default')
     WHERE saved.customer IS NULL`,
    [TABLE, TABLE],
  );
  await ddl.schema.alterTable(TABLE, (table) => {
    table.string("customer", 64).notNullable().alter();
  });
}

export async function down(db: Knex, ddl: Knex): Promise<void> {
  if (!(await db.schema.hasTable(TABLE)) || !(await db.schema.hasColumn(TABLE, "customer"))) return;
  await ddl.schema.alterTable(TABLE, (table) => table.dropColumn("customer"));
}
