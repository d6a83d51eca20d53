import { setTimeout as pause } from "node:timers/promises";
import type { Knex } from "knex";
import { isLockNotHad } from "../db/databaseErrors.ts";
import type { RequestRow } from "../db/ownTables.ts";
import { fromUtcText, queryRows, toUtcText } from "../db/sql.ts";

/** An API request of a key. Never a key, a body or a lead's data. */
export interface ApiRequest {
  readonly at: Date;
  readonly keyId: number;
  readonly requestId: string;
  readonly path: string;
  readonly status: number;
  /** Why it was refused or failed; null if it was carried out. */
  readonly fault: string | null;
  readonly message: string;
  /** Number of lead ids; null if the body was not read. */
  readonly leads: number | null;
  readonly isDryRun: boolean;
  readonly isReplayed: boolean;
  /** The batch in the history; null if no lead was moved. */
  readonly batchId: number | null;
  readonly durationMs: number;
  readonly address: string;
}

export interface RecordedRequest extends ApiRequest {
  readonly id: number;
}

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
/** Instances write their requests with a delay, and their clocks may differ by minutes. */
const CLOCK_SLACK_MS = 10 * 60_000;
/** Rows that one statement deletes, and statements of one clean-up. */
const DELETED_AT_ONCE = 1000;
const DELETES = 100;
/** Pause (ms) between two deletes, for other writers of the table. */
const DELETE_PAUSE_MS = 20;
const MAX_LENGTH = { path: 210, message: 255, fault: 40, address: 50 } as const;

type Column = keyof RequestRow;
const COLUMNS = [
  ...["id", "at", "key_id", "request_id", "path", "status", "fault", "message", "leads"],
  ...["dry_run", "replayed", "batch_id", "duration_ms", "address"],
] as readonly Column[];

function toRow(request: ApiRequest): Omit<RequestRow, "id"> {
  return {
    at: toUtcText(request.at),
    key_id: request.keyId,
    request_id: request.requestId,
    path: request.path.slice(0, MAX_LENGTH.path),
    status: request.status,
    fault: request.fault?.slice(0, MAX_LENGTH.fault) ?? null,
    message: request.message.slice(0, MAX_LENGTH.message),
    leads: request.leads,
    dry_run: Number(request.isDryRun),
    replayed: Number(request.isReplayed),
    batch_id: request.batchId,
    duration_ms: Math.round(request.durationMs),
    address: request.address.slice(0, MAX_LENGTH.address),
  };
}

function toRequest(row: RequestRow): RecordedRequest {
  return {
    id: row.id,
    at: fromUtcText(row.at),
    keyId: row.key_id,
    requestId: row.request_id,
    path: row.path,
    status: row.status,
    fault: row.fault,
    message: row.message,
    leads: row.leads,
    isDryRun: row.dry_run === 1,
    isReplayed: row.replayed === 1,
    batchId: row.batch_id,
    durationMs: row.duration_ms,
    address: row.address,
  };
}

/** Stores the API requests of every key. */
export function createRequestStore(db: Knex) {
  const requests = () => db("dearchive_requests");

  /** Returns the requests that an index finds, without the conditions that are tested row by row. */
  function examined({ keyIds, status, to }: RequestFilter, before: number | undefined) {
    const found = requests();
    const [only, ...others] = keyIds;
    if (only !== undefined && others.length === 0) found.where("key_id", only);
    else if (status !== undefined) found.where({ status });
    if (before !== undefined) found.where("id", "<", before);
    // The period's end bounds the ids, or a search long ago would examine all newer requests first.
    if (to !== undefined) {
      const end = toUtcText(new Date(to.getTime() + CLOCK_SLACK_MS));
      found.where("id", "<=", requests().where("at", "<", end).orderBy("at", "desc").limit(1).select("id"));
    }
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
      const beyond = await examined(filter, before).offset(MAX_EXAMINED).limit(1).first("id");
      const matching = examined(filter, before)
        .whereIn("key_id", [...keyIds])
        .select(...COLUMNS)
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

    /** Returns the statuses that occur. Index: (status, id), by a loose scan. */
    async statuses(): Promise<readonly number[]> {
      const rows = await queryRows<{ status: number }>(
        db,
        "SELECT DISTINCT status FROM dearchive_requests ORDER BY status",
      );
      return rows.map(({ status }) => status);
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
