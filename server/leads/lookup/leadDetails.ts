import type { Knex } from "knex";
import { queryRows } from "../../db/sql.ts";
import { onLeadTables } from "../move/moveErrors.ts";
import type { LeadTable } from "../tables/direction.ts";
import { qualify } from "../tables/statements.ts";

/** Fields of a lead that decide whether, when and where the dialer calls it. */
export interface LeadDetails {
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
  /** In the lead's time zone; empty if it was never called. */
  readonly lastCall: string;
  /** In UTC. */
  readonly modifiedAt: string;
  /** The list whose custom fields the lead has; 0 for none. */
  readonly entryListId: number;
}

type Row = Readonly<Record<string, string | number | null>>;

function toDetails(row: Row): LeadDetails {
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
    lastCall: text("last_local_call_time"),
    modifiedAt: text("modify_date"),
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
  "last_local_call_time",
  "modify_date",
  "entry_list_id",
].join(", ");

/** Reads leads of a table by id, without locks. Index: the primary key. */
export function createLeadDetails(db: Knex, vicidialDatabase: string, table: LeadTable) {
  const sql = `SELECT ${COLUMNS} FROM ${qualify(vicidialDatabase, table)} WHERE lead_id IN (?)`;
  return async function readDetails(leadIds: readonly number[]): Promise<readonly LeadDetails[]> {
    if (leadIds.length === 0) return [];
    return (await onLeadTables(() => queryRows<Row>(db, sql, [leadIds]))).map(toDetails);
  };
}
