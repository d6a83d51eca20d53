import type { Knex } from "knex";
import { queryRows } from "../../db/sql.ts";
import { onLeadTables } from "../move/moveErrors.ts";
import type { LeadTable } from "../tables/direction.ts";
import { qualify } from "../tables/statements.ts";

/** The columns of a lead that the API shows. */
export const RECORD_COLUMNS = [
  "lead_id",
  "list_id",
  "status",
  "vendor_lead_code",
  "source_id",
  "phone_code",
  "phone_number",
  "entry_date",
  "modify_date",
  "last_local_call_time",
  "called_count",
] as const;
export type RecordColumn = (typeof RECORD_COLUMNS)[number];
/** Numbers beyond 2^53 and dates are text. */
export type LeadRecord = Readonly<Record<RecordColumn, string | number | null>>;

/** Vicidial's zero date stands for no date. */
const ZERO_DATE = /^0000-00-00/;

function withoutZeroDates(row: LeadRecord): LeadRecord {
  const cells = RECORD_COLUMNS.map((column) => {
    const value = row[column];
    return [column, typeof value === "string" && ZERO_DATE.test(value) ? null : value];
  });
  return Object.fromEntries(cells);
}

/** Reads leads of a table by id, in ascending order, without locks. Index: the primary key. */
export function createLeadRecords(db: Knex, vicidialDatabase: string) {
  return async function readRecords(
    table: LeadTable,
    leadIds: readonly number[],
  ): Promise<readonly LeadRecord[]> {
    if (leadIds.length === 0) return [];
    const sql = `SELECT ${RECORD_COLUMNS.join(", ")} FROM ${qualify(vicidialDatabase, table)}
      WHERE lead_id IN (?) ORDER BY lead_id`;
    return (await onLeadTables(() => queryRows<LeadRecord>(db, sql, [leadIds]))).map(withoutZeroDates);
  };
}
