import type { Knex } from "knex";

/**
 * Lease of an open batch: its owner, and until when nobody else may take it over, by the database's clock.
 * Abandoned batches are found by state, and few are open, so there is no other index.
 */
export async function up(db: Knex, ddl: Knex): Promise<void> {
  if (await db.schema.hasColumn("dearchive_batches", "lease_until")) return;
  await ddl.schema.alterTable("dearchive_batches", (table) => {
    table.string("lease_owner", 100).nullable();
    table.specificType("lease_until", "DATETIME(3) NULL").comment("UTC");
  });
}

export async function down(db: Knex, ddl: Knex): Promise<void> {
  if (!(await db.schema.hasColumn("dearchive_batches", "lease_until"))) return;
  await ddl.schema.alterTable("dearchive_batches", (table) => {
    table.dropColumns("lease_owner", "lease_until");
  });
}
