import { setTimeout as pause } from "node:timers/promises";
import type { Knex } from "knex";
import { isLockNotHad } from "../db/databaseErrors.ts";
import { queryRows, toUtcText } from "../db/sql.ts";
import { type ApiRequest, REQUEST_COLUMNS, type RecordedRequest, toRequest, toRow } from "./apiRequest.ts";

/** Kinds of requests to look for. */
export const REQUEST_KINDS = ["succeeded", "dry_run", "unsuccessful"] as const;
export type RequestKind = (typeof REQUEST_KINDS)[number];

/** Selects requests; an absent field matches all of them. */
export interface RequestFilter {
  /** Only these keys: those that the user may see, or one of them. */
  readonly keyIds: readonly number[];
  readonly status?: number;
  readonly kind?: RequestKind;
  /** Start of the period, inclusive. */
  readonly from?: Date;
  /** End of the period, exclusive. */
  readonly to?: Date;
}

/** A page of requests, newest first. */
export interface RequestPage {
  readonly requests: readonly RecordedRequest[];
  /** The `before` of the next page; null on the last page. */
  readonly before: number | null;
  /** The search stopped early, so the page may be short: `before` continues it. */
  readonly isUnfinished: boolean;
}

/** Requests that a page examines at most, so that it is quick with millions of them. */
const MAX_EXAMINED = 10_000;
/** Newest requests of a status that are examined for those of some keys. */
const EXAMINED_PER_STATUS = 1000;
/** Instances write their requests with a delay, and their clocks may differ by minutes. */
const CLOCK_SLACK_MS = 10 * 60_000;
/** Rows that one statement deletes, and statements of one clean-up. */
const DELETED_AT_ONCE = 1000;
const DELETES = 20;
/** Pause (ms) between two deletes, for other writers of the table. */
const DELETE_PAUSE_MS = 20;

/** A range of ids, inclusive at both ends. */
interface Range {
  readonly low: number;
  readonly high: number;
}

/** Stores the API requests of every key. */
export function createRequestStore(db: Knex) {
  const requests = () => db("dearchive_requests");

  /** Returns the ids of the requests around a period; undefined if it has none. Index: (at, id). */
  async function rangeOf(
    { from, to }: RequestFilter,
    before: number | undefined,
  ): Promise<Range | undefined> {
    const around = (instant: Date, ms: number) => toUtcText(new Date(instant.getTime() + ms));
    const first =
      from &&
      (await requests().where("at", ">=", around(from, -CLOCK_SLACK_MS)).orderBy(["at", "id"]).first("id"));
    const last =
      to &&
      (await requests()
        .where("at", "<", around(to, CLOCK_SLACK_MS))
        .orderBy([
          { column: "at", order: "desc" },
          { column: "id", order: "desc" },
        ])
        .first("id"));
    if ((from && !first) || (to && !last)) return undefined;
    const ends = [last?.id, before === undefined ? undefined : before - 1].filter((id) => id !== undefined);
    return { low: first?.id ?? 0, high: Math.min(Number.MAX_SAFE_INTEGER, ...ends) };
  }

  /** Returns the requests that an index finds, without the conditions that are tested row by row. */
  function examined({ keyIds, status }: RequestFilter, { low, high }: Range) {
    const found = requests().whereBetween("id", [low, high]);
    const [only, ...others] = keyIds;
    if (only !== undefined && others.length === 0) found.where("key_id", only);
    else if (status !== undefined) found.where({ status });
    return found.orderBy("id", "desc");
  }

  return {
    /** Adds requests in one statement. */
    async add(list: readonly ApiRequest[]): Promise<void> {
      await requests().insert(list.map(toRow));
    },

    /** Returns a page of matching requests. Indexes: (key_id, id), (status, id) or the primary key, and (at, id). */
    async page(filter: RequestFilter, before: number | undefined, size: number): Promise<RequestPage> {
      const { keyIds, status, kind, from, to } = filter;
      const range = await rangeOf(filter, before);
      if (!range) return { requests: [], before: null, isUnfinished: false };
      const beyond = await examined(filter, range).offset(MAX_EXAMINED).first("id");
      const matching = examined(filter, range)
        .whereIn("key_id", [...keyIds])
        .select(...REQUEST_COLUMNS)
        .limit(size + 1);
      if (beyond) matching.where("id", ">", beyond.id);
      if (status !== undefined) matching.where({ status });
      if (kind === "unsuccessful") matching.whereNotNull("fault");
      if (kind === "succeeded") matching.whereNull("fault").where("dry_run", 0);
      if (kind === "dry_run") matching.whereNull("fault").where("dry_run", 1);
      if (from) matching.where("at", ">=", toUtcText(from));
      if (to) matching.where("at", "<", toUtcText(to));
      const found = (await matching).map(toRequest);
      const shown = found.slice(0, size);
      if (found.length > size)
        return { requests: shown, before: shown.at(-1)?.id ?? null, isUnfinished: false };
      return { requests: shown, before: beyond ? beyond.id + 1 : null, isUnfinished: beyond !== undefined };
    },

    /**
     * Returns the statuses that the keys were answered with, as far as their newest requests tell. Index: (status, id), by a loose
     * scan and for the newest of each.
     */
    async statuses(keyIds: readonly number[]): Promise<readonly number[]> {
      const rows = await queryRows<{ status: number }>(
        db,
        "SELECT DISTINCT status FROM dearchive_requests ORDER BY status",
      );
      const found: number[] = [];
      for (const { status } of rows) {
        const newest = requests().where({ status }).orderBy("id", "desc").limit(EXAMINED_PER_STATUS);
        const [own] = await db
          .from(newest.select("key_id").as("newest"))
          .whereIn("key_id", [...keyIds])
          .limit(1)
          .select("key_id");
        if (own) found.push(status);
      }
      return found;
    },

    /** Deletes old requests in small steps; what is left is deleted the next time. Index: (at, id). */
    async clean(before: Date): Promise<void> {
      for (let n = 0; n < DELETES; n += 1) {
        const deleted = await requests()
          .where("at", "<", toUtcText(before))
          .limit(DELETED_AT_ONCE)
          .delete()
          // Another instance deletes the same rows.
          .catch((error: unknown) => {
            if (isLockNotHad(error)) return 0;
            throw error;
          });
        if (deleted < DELETED_AT_ONCE) return;
        await pause(DELETE_PAUSE_MS);
      }
    },
  };
}

export type RequestStore = ReturnType<typeof createRequestStore>;
