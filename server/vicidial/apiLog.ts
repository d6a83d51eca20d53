import type { Knex } from "knex";
import { toUtcText } from "../db/instants.ts";
import { affectedRows } from "../db/sql.ts";
import { LOCAL_TIME } from "./serverTime.ts";
import { reportText } from "./text.ts";

/** A call of the API, as Vicidial's own API log report tells it. */
export interface ApiCall {
  readonly user: string;
  readonly at: Date;
  readonly function: string;
  /** What it was asked to do, in a few words. */
  readonly value: string;
  readonly succeeded: boolean;
  readonly reason: string;
  /** Never a key, a body or a lead's data. */
  readonly data: string;
  readonly seconds: number;
}

const SCRIPT = "dearchive";
/** Beyond this the log is behind by minutes, and the newest rows are given up: calls go on. */
const MAX_WAITING = 5_000;
/** Rows a statement: small enough that nobody else who writes to the table waits for long. */
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

/** Writes Vicidial's API log after the answers, some rows at a time: a call waits for it never. */
export function createApiLog(db: Knex, vicidialDatabase: string) {
  let waiting: ApiCall[] = [];
  let lost = 0;

  async function write(calls: readonly ApiCall[]): Promise<void> {
    await affectedRows(
      db,
      `INSERT IGNORE INTO ??.vicidial_api_log
         (user, api_date, api_script, function, agent_user, value, result, result_reason, source, data, run_time)
       VALUES ${calls.map(() => ROW).join(", ")}`,
      [vicidialDatabase, ...calls.flatMap(bindingsOf)],
    );
  }

  return {
    /** Puts a call in the queue; does nothing else, and never fails. */
    note(call: ApiCall): void {
      if (waiting.length < MAX_WAITING) waiting.push(call);
      else lost += 1;
    },

    /**
     * Writes what waits. What cannot be written is lost, or a table that refuses rows would refuse them for ever.
     *
     * @returns how many calls were lost since last time because too many waited
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
