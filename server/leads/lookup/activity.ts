import type { Knex } from "knex";
import { readColumns } from "../../db/informationSchema.ts";
import { queryRows, splitEvenly } from "../../db/sql.ts";
import { onLeadTables } from "../move/moveErrors.ts";
import type { LeadTable } from "../tables/direction.ts";
import { qualify } from "../tables/statements.ts";

/** Fields of a lead's row that show whether an agent worked on it. */
export interface LeadActivity {
  readonly leadId: number;
  /** modify_date as a DATETIME in UTC. */
  readonly modifiedAt: string | null;
  /** In the lead's time zone. */
  readonly lastCall: string | null;
  readonly calls: number | null;
  readonly status: string | null;
  readonly listId: number | string;
}

export interface LeadActivities {
  /** Whether the server updates modify_date with every change. If not, the dates prove nothing. */
  readonly areKept: boolean;
  readonly byLead: ReadonlyMap<number, LeadActivity>;
}

/** Leads per statement. */
const CHUNK = 500;

/** Reads the activity fields of leads without locks. Index: the primary key of the lead table. */
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
