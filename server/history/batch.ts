import type { BatchRow } from "../db/ownTables.ts";
import { fromUtcText } from "../db/sql.ts";
import type { MoveFlags, MoveResult } from "../leads/move/outcome.ts";
import type { DirectionName } from "../leads/tables/direction.ts";
import { COUNTED_COLUMNS, type OutcomeCounts, outcomeCountsOf } from "./outcomeCounts.ts";

/** `open` until an instance finishes or gives up the batch; `failed` if it was given up. */
export type BatchState = "open" | "done" | "failed";

/** A batch as the history shows it. */
export interface Batch {
  readonly id: number;
  readonly customer: string;
  readonly direction: DirectionName;
  /** Null for a manual move. */
  readonly keyId: number | null;
  readonly user: string;
  readonly requestId: string;
  readonly flags: MoveFlags;
  readonly state: BatchState;
  readonly counts: Omit<MoveResult, "leads">;
  /** The run that it is part of, if any. */
  readonly runId: number | null;
  /** Leads by outcome; empty until the batch is done. */
  readonly outcomes: OutcomeCounts;
  /** Leads kept in the source table although the batch was to delete them there. */
  readonly keptCount: number;
  /** Why the batch was given up. */
  readonly errorCode: string | null;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
}

/** Leaves out the journal column, which may be long. */
export const BATCH_COLUMNS = [
  "id",
  "customer",
  "direction",
  "key_id",
  "vicidial_user",
  "request_id",
  "insert_leads",
  "state",
  ...COUNTED_COLUMNS,
  "run_id",
  "error_code",
  "started_at",
  "finished_at",
] as const satisfies readonly (keyof BatchRow)[];

export type BatchColumns = Pick<BatchRow, (typeof BATCH_COLUMNS)[number]>;

function stateOf(text: string): BatchState {
  return text === "done" || text === "failed" ? text : "open";
}

export function toBatch(row: BatchColumns): Batch {
  const state = stateOf(row.state);
  const isOver = state === "done" && row.delete_leads === 1;
  return {
    id: row.id,
    customer: row.customer,
    direction: row.direction === "archive" ? "archive" : "dearchive",
    keyId: row.key_id,
    user: row.vicidial_user,
    requestId: row.request_id,
    flags: {
      insert: row.insert_leads === 1,
      update: row.update_leads === 1,
      delete: row.delete_leads === 1,
    },
    state,
    counts: {
      selectCount: row.select_count,
      insertCount: row.insert_count,
      updateCount: row.update_count,
      deleteCount: row.delete_count,
    },
    runId: row.run_id,
    outcomes: state === "done" ? outcomeCountsOf(row) : {},
    keptCount: isOver ? row.select_count - row.delete_count : 0,
    errorCode: row.error_code,
    startedAt: fromUtcText(row.started_at),
    finishedAt: row.finished_at === null ? null : fromUtcText(row.finished_at),
  };
}
