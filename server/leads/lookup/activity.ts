import type { Knex } from "knex";
import { readColumns } from "../../db/informationSchema.ts";
import { queryRows } from "../../db/sql.ts";
import { splitEvenly } from "../../lib/splitEvenly.ts";
import { onLeadTables } from "../move/moveErrors.ts";
import type { LeadTable } from "../tables/direction.ts";
import { qualify } from "../tables/statements.ts";

/** What of a lead's row tells whether somebody worked on it. */
export interface LeadActivity {
  readonly leadId: number;
  /** modify_date in UTC, as a DATETIME. */
  readonly modifiedAt: string | null;
  /** By the clock of the lead's own place. */
  readonly lastCall: string | null;
  readonly calls: number | null;
  readonly status: string | null;
  readonly listId: number | string;
}

export interface LeadActivities {
  /** Whether the server itself notes each change of a row in modify_date: without that, the dates prove nothing. */
  readonly areKept: boolean;
  readonly byLead: ReadonlyMap<number, LeadActivity>;
}

/** Leads per statement. */
const CHUNK = 500;

/** Reads, without a lock, the traces that work leaves on leads' rows. Index: the primary key of the lead table. */
export function createActivityReader(db: Knex, vicidialDatabase: string) {
  async function notesChanges(table: LeadTable): Promise<boolean> {
    const columns = await readColumns(db, vicidialDatabase, table);
    const modifyDate = columns.find(({ name }) => name.toLowerCase() === "modify_date");
    return /on update current_timestamp/i.test(modifyDate?.extra ?? "");
  }

  return async function readActivity(table: LeadTable, leadIds: readonly number[]): Promise<LeadActivities> {
    const byLead = new Map<number, LeadActivity>();
    for (const chunk of splitEvenly(leadIds, CHUNK)) {
      const sql = `SELECT lead_id AS leadId, modify_date AS modifiedAt, last_local_call_time AS lastCall,
          called_count AS calls, status AS status, list_id AS listId
        FROM ${qualify(vicidialDatabase, table)} WHERE lead_id IN (?)`;
      for (const row of await onLeadTables(() => queryRows<LeadActivity>(db, sql, [chunk])))
        byLead.set(row.leadId, row);
    }
    return { areKept: await notesChanges(table), byLead };
  };
}

export type ReadActivity = ReturnType<typeof createActivityReader>;
