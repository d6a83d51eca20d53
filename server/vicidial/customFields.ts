import type { Knex } from "knex";
import { queryRows } from "../db/sql.ts";

/** A lead, and the list whose custom fields it has; 0 for none. */
export interface CustomLead {
  readonly leadId: number;
  readonly entryListId: number;
}

function tableOf(entryListId: number): string {
  return `custom_${entryListId}`;
}

/**
 * Finds leads that lost their custom fields. Each list has its own table of custom fields. They are not archived with a lead,
 * and a clean-up script deletes those of leads that are not live. Index: the primary key of each such table.
 */
export function createCustomFields(db: Knex, vicidialDatabase: string) {
  async function existing(tables: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await queryRows<{ name: string }>(
      db,
      "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = ? AND table_name IN (?)",
      [vicidialDatabase, tables],
    );
    return new Set(rows.map(({ name }) => name.toLowerCase()));
  }

  async function present(table: string, leadIds: readonly number[]): Promise<ReadonlySet<number>> {
    const rows: { lead_id: number }[] = await db
      .from(`${vicidialDatabase}.${table}`)
      .whereIn("lead_id", leadIds)
      .select("lead_id");
    return new Set(rows.map((row) => row.lead_id));
  }

  /** Returns the leads whose list has custom fields but that have no row there. */
  return async function lacking(leads: readonly CustomLead[]): Promise<readonly number[]> {
    const lists = new Set(leads.map(({ entryListId }) => entryListId).filter((id) => id > 0));
    if (lists.size === 0) return [];
    const tables = await existing([...lists].map(tableOf));
    const lacking: number[] = [];
    // One query per list, not per lead: a batch's leads come from few lists.
    for (const list of lists) {
      if (!tables.has(tableOf(list))) continue;
      const ids = leads.filter(({ entryListId }) => entryListId === list).map(({ leadId }) => leadId);
      const found = await present(tableOf(list), ids);
      lacking.push(...ids.filter((id) => !found.has(id)));
    }
    return lacking;
  };
}
