import type { Knex } from "knex";
import { isOutOfReach } from "../db/databaseErrors.ts";
import { affectedRows, changeRows, toUtcText } from "../db/sql.ts";
import { createBoundedQueue } from "../lib/boundedQueue.ts";
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
  /** Must not hold a key, a body or lead data. The report shows the first 20 characters. */
  readonly data: string;
  /** The caller's address. */
  readonly address: string;
  /** Path and query without secrets. */
  readonly url: string;
  readonly seconds: number;
}

const SCRIPT = "dearchive";
/** Longest queue. A longer one would be minutes behind, so newer rows are dropped instead of delaying requests. */
const MAX_WAITING = 5_000;
/** Rows per statement: few enough that other writers of the table hardly wait. */
const ROWS_AT_ONCE = 200;
const DATA_LENGTH = 5_000;

/** A row of vicidial_api_urls. The server numbers the rows of one INSERT in steps of auto_increment_increment. */
const URL_ROW = `(? + ? * @@auto_increment_increment, ${LOCAL_TIME}, ?, ?)`;
const URL_LENGTH = 500;
const ADDRESS_LENGTH = 50;

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
  const queue = createBoundedQueue<ApiCall>(MAX_WAITING);

  /** Without a row of its own, a request appears in the report with an earlier one's address. Older Vicidials lack the table. */
  async function writeUrls(calls: readonly ApiCall[], firstId: number): Promise<void> {
    const bindings = calls.flatMap(({ at, address, url }, index) => [
      firstId,
      index,
      toUtcText(at),
      toUtcText(at),
      reportText(address, ADDRESS_LENGTH),
      reportText(url, URL_LENGTH),
    ]);
    await affectedRows(
      db,
      `INSERT IGNORE INTO ??.vicidial_api_urls (api_id, api_date, remote_ip, url)
       VALUES ${calls.map(() => URL_ROW).join(", ")}`,
      [vicidialDatabase, ...bindings],
    ).catch((error: unknown) => {
      if (!isOutOfReach(error)) throw error;
    });
  }

  async function write(calls: readonly ApiCall[]): Promise<void> {
    const { rows, firstId } = await changeRows(
      db,
      `INSERT IGNORE INTO ??.vicidial_api_log
         (user, api_date, api_script, \`function\`, agent_user, value, result, result_reason, source, data, run_time)
       VALUES ${calls.map(() => ROW).join(", ")}`,
      [vicidialDatabase, ...calls.flatMap(bindingsOf)],
    );
    // The ids are known only if no row was left out.
    if (rows === calls.length) await writeUrls(calls, firstId);
  }

  return {
    /** Queues a request. Never fails. */
    note: queue.add,

    /**
     * Writes the queued rows. Rows that cannot be written are dropped, because a retry would fail as well.
     *
     * @returns number of requests dropped since the last call because the queue was full
     */
    async flush(): Promise<number> {
      const { items: calls, dropped } = queue.take();
      for (let at = 0; at < calls.length; at += ROWS_AT_ONCE) await write(calls.slice(at, at + ROWS_AT_ONCE));
      return dropped;
    },
  };
}

export type ApiLog = ReturnType<typeof createApiLog>;
