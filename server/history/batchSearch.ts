import type { Knex } from "knex";
import { type CustomerScope, inScope } from "../db/customerScope.ts";
import { queryRows, toUtcText } from "../db/sql.ts";
import { BATCH_COLUMNS, type Batch, type BatchColumns, toBatch } from "./batch.ts";
import { asksForOutcome, type BatchFilter, type Condition, type Search, toSearch } from "./batchFilter.ts";
import { firstIdSince, lastIdBefore } from "./batchIds.ts";

/** Where a page starts: before (older than) or after (newer than) a batch id. Pages list the newest batch first. */
export type Cursor =
  | { readonly before: number; readonly after?: never }
  | { readonly after: number; readonly before?: never };

export interface BatchPage {
  /** Newest first. */
  readonly batches: readonly Batch[];
  /** Start of the page of newer batches; null if there are none. */
  readonly newer: Cursor | null;
  /** Start of the page of older batches; null if there are none. */
  readonly older: Cursor | null;
  /** The search stopped early, so the page may be short: `older` or `newer` continues it. */
  readonly isUnfinished: boolean;
}

/** Maximum batches examined for a page if no index covers the whole filter. Keeps pages quick with millions of batches. */
const MAX_EXAMINED = 10_000;
const COLUMNS = BATCH_COLUMNS.map((column) => `batch.${column}`).join(", ");

/** Order of batch ids: DESC lists the newest first, ASC pages back to newer ones. */
type Order = "ASC" | "DESC";

const EMPTY_PAGE: BatchPage = { batches: [], newer: null, older: null, isUnfinished: false };

/** A range of ids, inclusive at both ends. */
interface Range {
  readonly low: number;
  readonly high: number;
}

/** Searches the batches of a scope. Each query forces its index. */
export function createBatchSearch(db: Knex, scope: CustomerScope) {
  /** Returns the ids within the filter's times and the cursor; undefined if no batch can match. */
  async function rangeOf({ from, to }: BatchFilter, cursor: Cursor | undefined): Promise<Range | undefined> {
    const first = from === undefined ? 0 : await firstIdSince(db, from);
    const last = to === undefined ? Number.MAX_SAFE_INTEGER : await lastIdBefore(db, to);
    if (first === undefined || last === undefined) return undefined;
    return {
      low: Math.max(first, cursor?.after === undefined ? 0 : cursor.after + 1),
      high: Math.min(last, cursor?.before === undefined ? last : cursor.before - 1),
    };
  }

  /** Returns the combinations of outcomes that exist, which are few. Index: (outcomes, id), by a loose scan. */
  async function occurringOutcomes(): Promise<readonly string[]> {
    const rows = await queryRows<{ outcomes: string }>(
      db,
      `SELECT DISTINCT outcomes FROM dearchive_batches FORCE INDEX (dearchive_batches_outcomes_id_index)
       WHERE outcomes IS NOT NULL`,
    );
    return rows.map(({ outcomes }) => outcomes);
  }

  /** Returns the first batch beyond the maximum that a page examines; undefined if there are fewer. */
  async function firstBeyond(
    { access }: Search,
    { low, high }: Range,
    order: Order,
  ): Promise<number | undefined> {
    const { index, ranges } = access;
    const offset = Math.ceil(MAX_EXAMINED / ranges.length);
    const found: number[] = [];
    for (const { sql, bindings } of ranges) {
      const rows = await queryRows<{ id: number }>(
        db,
        `SELECT batch.id FROM dearchive_batches AS batch FORCE INDEX (${index})
         WHERE ${sql} AND batch.id BETWEEN ? AND ? ORDER BY batch.id ${order} LIMIT 1 OFFSET ?`,
        [...bindings, low, high, offset],
      );
      found.push(...rows.map(({ id }) => id));
    }
    if (found.length === 0) return undefined;
    return order === "ASC" ? Math.min(...found) : Math.max(...found);
  }

  /** Returns the first matching batches in the order of the index. */
  async function findAll(
    { access, rest }: Search,
    { low, high }: Range,
    order: Order,
    limit: number,
  ): Promise<readonly Batch[]> {
    const found: Batch[] = [];
    for (const condition of access.ranges) {
      const conditions = [condition, ...rest];
      const rows = await queryRows<BatchColumns>(
        db,
        `SELECT ${COLUMNS} FROM dearchive_batches AS batch FORCE INDEX (${access.index})
         WHERE ${conditions.map(({ sql }) => `(${sql})`).join(" AND ")} AND batch.id BETWEEN ? AND ?
         ORDER BY batch.id ${order} LIMIT ?`,
        [...conditions.flatMap(({ bindings }) => bindings), low, high, limit],
      );
      found.push(...rows.map(toBatch));
    }
    return found
      .sort((one, other) => (order === "ASC" ? one.id - other.id : other.id - one.id))
      .slice(0, limit);
  }

  return {
    /** Index: primary key. */
    async find(id: number): Promise<Batch | undefined> {
      const row = await db("dearchive_batches")
        .where({ id, ...inScope(scope) })
        .first(...BATCH_COLUMNS);
      return row && toBatch(row);
    },

    /**
     * Returns a page of matching batches.
     *
     * @param cursor from an earlier page, so that new batches neither shift nor repeat any; undefined for the newest batches
     */
    async page(filter: BatchFilter, cursor: Cursor | undefined, size: number): Promise<BatchPage> {
      const order = cursor?.after === undefined ? "DESC" : "ASC";
      const range = await rangeOf(filter, cursor);
      if (!range) return EMPTY_PAGE;
      const occurring = asksForOutcome(filter) ? await occurringOutcomes() : [];
      const { access, rest } = toSearch(filter, occurring, scope);
      const isBounded = filter.leadId === undefined && rest.length > 0;
      const beyond = isBounded ? await firstBeyond({ access, rest }, range, order) : undefined;
      const end = beyond === undefined ? undefined : beyond + (order === "ASC" ? -1 : 1);
      const examined = end === undefined ? range : { ...range, [order === "ASC" ? "high" : "low"]: end };
      const found = await findAll({ access, rest: [...rest, ...timesOf(filter)] }, examined, order, size + 1);
      return pageOf(found, { cursor, size, end, order });
    },
  };
}

export type BatchSearch = ReturnType<typeof createBatchSearch>;

function timesOf({ from, to }: BatchFilter): readonly Condition[] {
  return [
    ...(from === undefined ? [] : [{ sql: "batch.started_at >= ?", bindings: [toUtcText(from)] }]),
    ...(to === undefined ? [] : [{ sql: "batch.started_at < ?", bindings: [toUtcText(to)] }]),
  ];
}

interface Found {
  readonly cursor: Cursor | undefined;
  readonly size: number;
  /** Last id examined; undefined if the search reached the end. */
  readonly end: number | undefined;
  readonly order: Order;
}

/** Cuts the batches to a page. They are in the search's order, and one more than a page holds tells that more follow. */
function pageOf(found: readonly Batch[], { cursor, size, end, order }: Found): BatchPage {
  const hasMore = found.length > size;
  const shown = found.slice(0, size);
  const isUnfinished = !hasMore && end !== undefined;
  const last = hasMore ? shown.at(-1)?.id : end;
  const [first] = shown;
  if (order === "ASC")
    return {
      batches: shown.toReversed(),
      newer: last === undefined ? null : { after: last },
      older: { before: first ? first.id : (cursor?.after ?? 0) + 1 },
      isUnfinished,
    };
  return {
    batches: shown,
    newer: cursor === undefined ? null : { after: first ? first.id : (cursor.before ?? 1) - 1 },
    older: last === undefined ? null : { before: last },
    isUnfinished,
  };
}
