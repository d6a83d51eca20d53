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
 * Finds leads with and without their custom fields. Each list has its own table of custom fields. They are not archived with a
 * lead, and Vicidial's ADMIN_custom_table_clean.pl deletes those of leads that are not live. Index: the primary key of each such
 * table.
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

  /** Tells for each lead whose list has custom fields whether it has a row there. */
  async function rowsOf(leads: readonly CustomLead[]): Promise<ReadonlyMap<number, boolean>> {
    const lists = new Set(leads.map(({ entryListId }) => entryListId).filter((id) => id > 0));
    const rows = new Map<number, boolean>();
    if (lists.size === 0) return rows;
    const tables = await existing([...lists].map(tableOf));
    // One query per list, not per lead: a batch's leads come from few lists.
    for (const list of lists) {
      if (!tables.has(tableOf(list))) continue;
      const ids = leads.filter(({ entryListId }) => entryListId === list).map(({ leadId }) => leadId);
      const found = await present(tableOf(list), ids);
      for (const id of ids) rows.set(id, found.has(id));
    }
    return rows;
  }

  const idsWhere = (rows: ReadonlyMap<number, boolean>, wanted: boolean) =>
    [...rows].flatMap(([leadId, isThere]) => (isThere === wanted ? [leadId] : []));

  return {
    /** Returns the leads whose list has custom fields but that have no row there. */
    lacking: async (leads: readonly CustomLead[]) => idsWhere(await rowsOf(leads), false),

    /** Returns the leads that have a row of custom fields. */
    having: async (leads: readonly CustomLead[]) => idsWhere(await rowsOf(leads), true),
  };
}
