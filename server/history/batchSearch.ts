import type { Knex } from "knex";
import { type CustomerScope, inScope } from "../db/customerScope.ts";
import { queryRows, toUtcText } from "../db/sql.ts";
import { BATCH_COLUMNS, type Batch, type ShownBatchRow, toBatch } from "./batch.ts";
import { asksForOutcome, type BatchFilter, type Condition, type Search, toSearch } from "./batchFilter.ts";
import { firstIdSince, lastIdBefore } from "./batchIds.ts";

/** Where a page begins: at older or newer batches than one. The newest batches stand first. */
export type Cursor =
  | { readonly before: number; readonly after?: never }
  | { readonly after: number; readonly before?: never };

export interface BatchPage {
  /** Newest first. */
  readonly batches: readonly Batch[];
  /** Where the page of newer batches begins, if there may be one. */
  readonly newer: Cursor | null;
  /** Where the page of older batches begins, if there may be one. */
  readonly older: Cursor | null;
  /** The page is not full because enough was looked at: `older` or `newer` goes on searching. */
  readonly isUnfinished: boolean;
}

/** Batches that one page looks at where no index answers the filter whole, so that a page is quick on millions of them. */
const LOOKS = 10_000;
const COLUMNS = BATCH_COLUMNS.map((column) => `batch.${column}`).join(", ");

/** Which way ids go: the newest first, or back to them. */
type Order = "ASC" | "DESC";

const NOTHING: BatchPage = { batches: [], newer: null, older: null, isUnfinished: false };

/** The ids between which a search goes; both ends belong to it. */
interface Range {
  readonly low: number;
  readonly high: number;
}

/** Searches the batches of a scope. Each query names the index that it goes along. */
export function createBatchSearch(db: Knex, scope: CustomerScope) {
  /** The ids that the filter's times and the cursor leave; undefined where no batch can be meant. */
  async function rangeOf({ from, to }: BatchFilter, cursor: Cursor | undefined): Promise<Range | undefined> {
    const first = from === undefined ? 0 : await firstIdSince(db, from);
    const last = to === undefined ? Number.MAX_SAFE_INTEGER : await lastIdBefore(db, to);
    if (first === undefined || last === undefined) return undefined;
    return {
      low: Math.max(first, cursor?.after === undefined ? 0 : cursor.after + 1),
      high: Math.min(last, cursor?.before === undefined ? last : cursor.before - 1),
    };
  }

  /** The combinations of outcomes that occur, which are few. Index: (outcomes, id), from one value to the next. */
  async function occurringOutcomes(): Promise<readonly string[]> {
    const rows = await queryRows<{ outcomes: string }>(
      db,
      `SELECT DISTINCT outcomes FROM dearchive_batches FORCE INDEX (dearchive_batches_outcomes_id_index)
       WHERE outcomes IS NOT NULL`,
    );
    return rows.map(({ outcomes }) => outcomes);
  }

  /** The first batch that a page may not look at any more, on its way along the index; undefined where there are fewer. */
  async function firstBeyond(
    { access }: Search,
    { low, high }: Range,
    order: Order,
  ): Promise<number | undefined> {
    const { index, stretches } = access;
    const looks = Math.ceil(LOOKS / stretches.length);
    const found: number[] = [];
    for (const { sql, bindings } of stretches) {
      const rows = await queryRows<{ id: number }>(
        db,
        `SELECT batch.id FROM dearchive_batches AS batch FORCE INDEX (${index})
         WHERE ${sql} AND batch.id BETWEEN ? AND ? ORDER BY batch.id ${order} LIMIT 1 OFFSET ?`,
        [...bindings, low, high, looks],
      );
      found.push(...rows.map(({ id }) => id));
    }
    if (found.length === 0) return undefined;
    return order === "ASC" ? Math.min(...found) : Math.max(...found);
  }

  /** The first batches along the index that fit. */
  async function findAll(
    { access, rest }: Search,
    { low, high }: Range,
    order: Order,
    limit: number,
  ): Promise<readonly Batch[]> {
    const found: Batch[] = [];
    for (const stretch of access.stretches) {
      const conditions = [stretch, ...rest];
      const rows = await queryRows<ShownBatchRow>(
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
    /** The batch of that id. Index: the primary key. */
    async find(id: number): Promise<Batch | undefined> {
      const row = await db("dearchive_batches")
        .where({ id, ...inScope(scope) })
        .first(...BATCH_COLUMNS);
      return row && toBatch(row);
    },

    /**
     * A page of the batches that a filter leaves.
     *
     * @param cursor from a former page, so that batches recorded meanwhile neither shift nor repeat any; the newest
     *   batches when left out
     */
    async page(filter: BatchFilter, cursor: Cursor | undefined, size: number): Promise<BatchPage> {
      const order = cursor?.after === undefined ? "DESC" : "ASC";
      const range = await rangeOf(filter, cursor);
      if (!range) return NOTHING;
      const occurring = asksForOutcome(filter) ? await occurringOutcomes() : [];
      const { access, rest } = toSearch(filter, occurring, scope);
      const isBounded = filter.leadId === undefined && rest.length > 0;
      const beyond = isBounded ? await firstBeyond({ access, rest }, range, order) : undefined;
      const end = beyond === undefined ? undefined : beyond + (order === "ASC" ? -1 : 1);
      const looked = end === undefined ? range : { ...range, [order === "ASC" ? "high" : "low"]: end };
      const found = await findAll({ access, rest: [...rest, ...timesOf(filter)] }, looked, order, size + 1);
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
  /** The last id that was looked at, where more would follow. */
  readonly end: number | undefined;
  readonly order: Order;
}

/** Cuts what was found, in the search's order and one more than a page holds, to a page. */
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
