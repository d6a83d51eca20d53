import type { Knex } from "knex";

/**
 * Who works on an open batch, and until when nobody else may take it over. Both are told by the database's clock alone.
 * An abandoned batch is found by state, of which few are open: no further index.
 */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasColumn("dearchive_batches", "lease_until")) return;
  await db.schema.alterTable("dearchive_batches", (table) => {
    table.string("lease_owner", 100).nullable();
    table.specificType("lease_until", "DATETIME(3) NULL").comment("UTC");
  });
}

export async function down(db: Knex): Promise<void> {
  if (!(await db.schema.hasColumn("dearchive_batches", "lease_until"))) return;
  await db.schema.alterTable("dearchive_batches", (table) => {
    table.dropColumns("lease_owner", "lease_until");
  });
}
