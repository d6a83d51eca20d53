import type { Knex } from "knex";
import { queryRows } from "../../db/sql.ts";
import { onLeadTables } from "../move/moveErrors.ts";
import { qualify } from "../tables/statements.ts";

/** Fields of an archived lead that decide whether, when and where the dialer will call it. */
export interface ArchivedLead {
  readonly leadId: number;
  /** Text, because it may exceed 2^53. */
  readonly listId: string;
  readonly status: string;
  readonly phone: string;
  readonly phoneCode: string;
  readonly state: string;
  /** Offset of the lead's time zone to UTC in hours; null if unknown. */
  readonly gmtOffset: number | null;
  readonly calledSinceLastReset: string;
  /** The list whose custom fields the lead has; 0 for none. */
  readonly entryListId: number;
}

type Row = Readonly<Record<string, string | number | null>>;

function toLead(row: Row): ArchivedLead {
  const text = (column: string) => String(row[column] ?? "");
  return {
    leadId: Number(row["lead_id"]),
    listId: text("list_id"),
    status: text("status"),
    phone: text("phone_number"),
    phoneCode: text("phone_code"),
    state: text("state"),
    gmtOffset: row["gmt_offset_now"] === null ? null : Number(row["gmt_offset_now"]),
    calledSinceLastReset: text("called_since_last_reset"),
    entryListId: Number(row["entry_list_id"] ?? 0),
  };
}

const COLUMNS = [
  "lead_id",
  "list_id",
  "status",
  "phone_number",
  "phone_code",
  "state",
  "gmt_offset_now",
  "called_since_last_reset",
  "entry_list_id",
].join(", ");

/** Reads archived leads by id, without locks. Index: the primary key. */
export function createArchivedLeads(db: Knex, vicidialDatabase: string) {
  const sql = `SELECT ${COLUMNS} FROM ${qualify(vicidialDatabase, "vicidial_list_archive")} WHERE lead_id IN (?)`;
  return async function readArchived(leadIds: readonly number[]): Promise<readonly ArchivedLead[]> {
    if (leadIds.length === 0) return [];
    return (await onLeadTables(() => queryRows<Row>(db, sql, [leadIds]))).map(toLead);
  };
}
