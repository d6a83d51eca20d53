import type { Knex } from "knex";
import { isLockNotHad } from "../db/databaseErrors.ts";
import { insertedId, queryRows } from "../db/sql.ts";
import { retry } from "../lib/retry.ts";
import type { ApiKey } from "./apiKeyRow.ts";

/** How many calls a key has left in its window. */
export interface RateLimitState {
  readonly limit: number;
  readonly remaining: number;
  /** Seconds until the window ends. */
  readonly resetSeconds: number;
  readonly exceeded: boolean;
}

/** The length of the window in seconds. */
export const RATE_WINDOW_SECONDS = 60;
const WINDOW_MS = RATE_WINDOW_SECONDS * 1000;
/** The database's clock in milliseconds since 1970: the clocks of the instances may disagree. */
const NOW_MS = "FLOOR(UNIX_TIMESTAMP(NOW(3)) * 1000)";

/**
 * Counts a call and returns the count as the statement's insert id: one atomic statement, so no two callers see the
 * same count. A window never ends later than its own length from now, whatever an earlier clock wrote.
 */
const COUNT = `INSERT INTO dearchive_rate_limits (\`key\`, points, expire)
  VALUES (?, LAST_INSERT_ID(1), ${NOW_MS} + ${WINDOW_MS})
  ON DUPLICATE KEY UPDATE
    points = LAST_INSERT_ID(IF(COALESCE(expire, 0) <= ${NOW_MS}, 1, points + 1)),
    expire = IF(COALESCE(expire, 0) <= ${NOW_MS}, ${NOW_MS} + ${WINDOW_MS}, LEAST(expire, ${NOW_MS} + ${WINDOW_MS}))`;

const READ_WINDOW = `SELECT CAST(expire AS SIGNED) - ${NOW_MS} AS leftMs FROM dearchive_rate_limits WHERE \`key\` = ?`;

/** Two nodes of a cluster may count the same key at the same moment: one of them has to try again. */
const CONFLICT_RETRY = { attempts: 5, firstPauseMs: 10, isRetryable: isLockNotHad } as const;

/** Counts the calls of keys that have a limit, in the database: the limit holds across all instances. */
export function createRateLimiter(db: Knex) {
  return {
    /** Counts a call; undefined for a key without a limit. */
    async count({ id, rateLimit }: ApiKey): Promise<RateLimitState | undefined> {
      if (rateLimit === null) return undefined;
      const row = `key:${id}`;
      const count = await retry(CONFLICT_RETRY, () => insertedId(db, COUNT, [row]));
      const [window] = await queryRows<{ leftMs: number }>(db, READ_WINDOW, [row]);
      const leftSeconds = Math.ceil((window?.leftMs ?? 0) / 1000);
      return {
        limit: rateLimit,
        remaining: Math.max(0, rateLimit - count),
        resetSeconds: Math.min(RATE_WINDOW_SECONDS, Math.max(1, leftSeconds)),
        exceeded: count > rateLimit,
      };
    },
  };
}

export type RateLimiter = ReturnType<typeof createRateLimiter>;
