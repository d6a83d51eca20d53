import type { Knex } from "knex";
import { affectedRows, toUtcText } from "../db/sql.ts";
import { LOCAL_TIME } from "./serverTime.ts";
import { reportText } from "./vicidialText.ts";

/** A row of Vicidial's API log report. */
export interface ApiCall {
  readonly user: string;
  readonly at: Date;
  readonly function: string;
  /** The request in a few words. */
  readonly value: string;
  readonly succeeded: boolean;
  readonly reason: string;
  /** Must not hold a key, a body or lead data. */
  readonly data: string;
  readonly seconds: number;
}

const SCRIPT = "dearchive";
/** Longest queue. A longer one would be minutes behind, so newer rows are dropped instead of delaying requests. */
const MAX_WAITING = 5_000;
/** Rows per statement: few enough that other writers of the table hardly wait. */
const ROWS_AT_ONCE = 200;
const DATA_LENGTH = 5_000;

const ROW = `(?, ${LOCAL_TIME}, '${SCRIPT}', ?, '', ?, ?, ?, '${SCRIPT}', ?, ?)`;

function bindingsOf(call: ApiCall): readonly string[] {
  const utc = toUtcText(call.at);
  return [
    reportText(call.user, 20),
    utc,
    utc,
    reportText(call.function, 20),
    reportText(call.value, 255),
    call.succeeded ? "SUCCESS" : "ERROR",
    reportText(call.reason, 255),
    reportText(call.data, DATA_LENGTH),
    call.seconds.toFixed(6),
  ];
}

/** Writes Vicidial's API log in small batches after the answers. Never blocks a request. */
export function createApiLog(db: Knex, vicidialDatabase: string) {
  let waiting: ApiCall[] = [];
  let lost = 0;

  async function write(calls: readonly ApiCall[]): Promise<void> {
    await affectedRows(
      db,
      `INSERT IGNORE INTO ??.vicidial_api_log
         (user, api_date, api_script, \`function\`, agent_user, value, result, result_reason, source, data, run_time)
       VALUES ${calls.map(() => ROW).join(", ")}`,
      [vicidialDatabase, ...calls.flatMap(bindingsOf)],
    );
  }

  return {
    /** Queues a request. Never fails. */
    note(call: ApiCall): void {
      if (waiting.length < MAX_WAITING) waiting.push(call);
      else lost += 1;
    },

    /**
     * Writes the queued rows. Rows that cannot be written are dropped, because a retry would fail as well.
     *
     * @returns number of requests dropped since the last call because the queue was full
     */
    async flush(): Promise<number> {
      const [calls, given] = [waiting, lost];
      waiting = [];
      lost = 0;
      for (let at = 0; at < calls.length; at += ROWS_AT_ONCE) await write(calls.slice(at, at + ROWS_AT_ONCE));
      return given;
    },
  };
}

export type ApiLog = ReturnType<typeof createApiLog>;
