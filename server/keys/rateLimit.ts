import type { Knex } from "knex";
import { RateLimiterMySQL } from "rate-limiter-flexible";
import type { ApiKey } from "./apiKeyRow.ts";

/** Where a key stands in its minute. */
export interface RateLimitState {
  readonly limit: number;
  readonly remaining: number;
  /** Seconds until the minute ends. */
  readonly resetSeconds: number;
  readonly exceeded: boolean;
}

/** The length of the window in seconds. */
export const RATE_WINDOW_SECONDS = 60;
/** The store counts; the limit is each key's own. */
const COUNT_ONLY = 2_000_000_000;

/** Counts the calls of keys that have a limit, in the database: the limit holds across all instances. */
export function createRateLimiter(db: Knex, ownDatabase: string) {
  const store = new RateLimiterMySQL({
    storeClient: db,
    storeType: "knex",
    dbName: ownDatabase,
    tableName: "dearchive_rate_limits",
    tableCreated: true,
    keyPrefix: "key",
    points: COUNT_ONLY,
    duration: RATE_WINDOW_SECONDS,
    clearExpiredByTimeout: false,
  });

  return {
    /** Counts a call; undefined for a key without a limit. */
    async count({ id, rateLimit }: ApiKey): Promise<RateLimitState | undefined> {
      if (rateLimit === null) return undefined;
      const state = await store.consume(String(id));
      return {
        limit: rateLimit,
        remaining: Math.max(0, rateLimit - state.consumedPoints),
        resetSeconds: Math.max(1, Math.ceil(state.msBeforeNext / 1000)),
        exceeded: state.consumedPoints > rateLimit,
      };
    },
  };
}

export type RateLimiter = ReturnType<typeof createRateLimiter>;
