import type { Knex } from "knex";
import { isLockNotHad } from "../db/databaseErrors.ts";
import { insertedId, queryRows } from "../db/sql.ts";
import { retry } from "../lib/retry.ts";

/** Requests that a key has left in the current window. */
export interface RateLimitState {
  readonly limit: number;
  readonly remaining: number;
  /** Seconds until the window ends. */
  readonly resetSeconds: number;
  readonly exceeded: boolean;
}

/** Counted apart: look-ups never use up a key's requests for moves. The names are stored. */
export type RequestRateKind = "key" | "lookup";

export const RATE_WINDOW_SECONDS = 60;
const WINDOW_MS = RATE_WINDOW_SECONDS * 1000;
/** Milliseconds since 1970 on the database's clock: the clocks of the instances may differ. */
const NOW_MS = "FLOOR(UNIX_TIMESTAMP(NOW(3)) * 1000)";

/**
 * Counts a request and returns the count as the insert id, in one atomic statement: no two requests see the same count.
 * Bounds the end of the window, in case a wrong clock wrote a later one.
 */
const COUNT = `INSERT INTO dearchive_rate_limits (\`key\`, points, expire)
  VALUES (?, LAST_INSERT_ID(1), ${NOW_MS} + ${WINDOW_MS})
  ON DUPLICATE KEY UPDATE
    points = LAST_INSERT_ID(IF(COALESCE(expire, 0) <= ${NOW_MS}, 1, points + 1)),
    expire = IF(COALESCE(expire, 0) <= ${NOW_MS}, ${NOW_MS} + ${WINDOW_MS}, LEAST(expire, ${NOW_MS} + ${WINDOW_MS}))`;

const READ_WINDOW = `SELECT CAST(expire AS SIGNED) - ${NOW_MS} AS leftMs FROM dearchive_rate_limits WHERE \`key\` = ?`;

/** If two nodes of a cluster count the same key at the same moment, one gets a conflict and must retry. */
const CONFLICT_RETRY = { attempts: 5, firstPauseMs: 10, isRetryable: isLockNotHad } as const;

/** Counts the requests of limited keys in the database, so that a limit applies across all instances. */
export function createRateLimiter(db: Knex) {
  return {
    /** Counts a request of a key. */
    async count(keyId: number, limit: number, kind: RequestRateKind = "key"): Promise<RateLimitState> {
      const row = `${kind}:${keyId}`;
      const count = await retry(CONFLICT_RETRY, () => insertedId(db, COUNT, [row]));
      const [window] = await queryRows<{ leftMs: number }>(db, READ_WINDOW, [row]);
      const leftSeconds = Math.ceil((window?.leftMs ?? 0) / 1000);
      return {
        limit,
        remaining: Math.max(0, limit - count),
        resetSeconds: Math.min(RATE_WINDOW_SECONDS, Math.max(1, leftSeconds)),
        exceeded: count > limit,
      };
    },
  };
}

export type RateLimiter = ReturnType<typeof createRateLimiter>;
