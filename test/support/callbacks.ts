import type { CallbackTable } from "../../server/leads/tables/direction.ts";
import type { TestDatabase } from "./database.ts";
import type { LeadRow } from "./factories.ts";

export const CALLBACK_TABLES = ["vicidial_callbacks", "vicidial_callbacks_archive"] as const;

const CALLBACK: LeadRow = {
  list_id: 1001,
  campaign_id: "SALES",
  status: "LIVE",
  entry_time: "2024-05-01 10:00:00",
  callback_time: "2024-05-09 14:30:00",
  modify_date: "2024-05-01 10:00:01",
  user: "1001",
  recipient: "USERONLY",
  comments: "wants a second call",
  user_group: "AGENTS",
  lead_status: "CBHOLD",
};

/** Inserts a pending callback, with `columns` applied. */
export async function putCallback(
  database: TestDatabase,
  table: CallbackTable,
  callbackId: number,
  leadId: number,
  columns: LeadRow = {},
): Promise<void> {
  await database.root(table).insert({ ...CALLBACK, callback_id: callbackId, lead_id: leadId, ...columns });
}

/** Returns every callback by its id, with all columns as text. */
async function rowsOf(database: TestDatabase, table: CallbackTable): Promise<ReadonlyMap<number, string>> {
  const rows = await database.sql<{ callback_id: number }>(`SELECT * FROM ${table} ORDER BY callback_id`);
  return new Map(rows.map((row) => [row.callback_id, JSON.stringify(row)]));
}

export interface CallbackStates {
  readonly live: ReadonlyMap<number, string>;
  readonly archived: ReadonlyMap<number, string>;
}

export async function readCallbacks(database: TestDatabase): Promise<CallbackStates> {
  const [live, archived] = CALLBACK_TABLES;
  return { live: await rowsOf(database, live), archived: await rowsOf(database, archived) };
}

/** Returns the callback ids in both tables. */
export function callbackIds({ live, archived }: CallbackStates) {
  return { live: [...live.keys()], archived: [...archived.keys()] };
}
