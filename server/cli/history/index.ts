import { scopeOfCustomer } from "../../db/customerScope.ts";
import type { Batch } from "../../history/batch.ts";
import type { BatchFilter, BatchOutcome } from "../../history/batchFilter.ts";
import { createBatchSearch } from "../../history/batchSearch.ts";
import type { DirectionName } from "../../leads/tables/direction.ts";
import { withCustomer } from "../customerAccess.ts";
import { parseLeadNumber } from "../leads/searchOptions.ts";
import { printJson, say, shownInstant } from "../output.ts";
import { parseInstant } from "../parseInstant.ts";
import { parseBefore, parseWhole } from "../parseNumber.ts";
import { type Column, printTable } from "../table.ts";

interface HistoryOptions {
  readonly from?: string;
  readonly to?: string;
  readonly key?: string;
  readonly user?: string;
  readonly lead?: string;
  readonly direction?: DirectionName;
  readonly outcome?: BatchOutcome;
  readonly limit: string;
  readonly before?: string;
  readonly customer: string;
  readonly json?: boolean;
}

const MAX_ROWS = 1000;
const DAY_MS = 86_400_000;
const MANUAL = "manual";

const COLUMNS: readonly Column<Batch>[] = [
  { title: "BATCH", cell: ({ id }) => String(id) },
  { title: "STARTED", cell: ({ startedAt }) => shownInstant(startedAt) },
  { title: "DIRECTION", cell: ({ direction }) => direction },
  { title: "STATE", cell: ({ state }) => state },
  { title: "LEADS", cell: ({ counts }) => String(counts.selectCount) },
  { title: "INSERTED", cell: ({ counts }) => String(counts.insertCount), hide: 2 },
  { title: "DELETED", cell: ({ counts }) => String(counts.deleteCount), hide: 3 },
  { title: "KEPT", cell: ({ keptCount }) => String(keptCount) },
  { title: "KEY", cell: ({ keyId }) => String(keyId ?? "-") },
  { title: "USER", cell: ({ user }) => user, cuts: true },
  { title: "REQUEST", cell: ({ requestId }) => requestId, hide: 4 },
];

/** The end of a period, exclusive: a day is included. */
function parseEnd(text: string): Date {
  const end = parseInstant("--to", text, "UTC");
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(end.getTime() + DAY_MS) : end;
}

function readFilter({ from, to, key, user, lead, direction, outcome }: HistoryOptions): BatchFilter {
  return {
    ...(from !== undefined && { from: parseInstant("--from", from, "UTC") }),
    ...(to !== undefined && { to: parseEnd(to) }),
    ...(key !== undefined && {
      keyId: key === MANUAL ? null : parseWhole("--key", key, 1, Number.MAX_SAFE_INTEGER),
    }),
    ...(user !== undefined && { user }),
    ...(lead !== undefined && { leadId: parseLeadNumber("--lead", lead) }),
    ...(direction !== undefined && { direction }),
    ...(outcome !== undefined && { outcome }),
  };
}

/** Runs `history`. */
export async function history(options: HistoryOptions): Promise<void> {
  const filter = readFilter(options);
  const limit = parseWhole("--limit", options.limit, 1, MAX_ROWS);
  const before = parseBefore(options.before);
  const cursor = before === undefined ? undefined : { before };
  const { batches, older, isUnfinished } = await withCustomer(options.customer, (db, { name }, config) =>
    createBatchSearch(db, scopeOfCustomer(config, name)).page(filter, cursor, limit),
  );
  if (options.json) return printJson({ batches, before: older?.before ?? null });
  if (batches.length === 0) say(isUnfinished ? "No batches match so far." : "No batches match.");
  else printTable(COLUMNS, batches);
  if (older?.before !== undefined) say(`\nOlder batches: add --before ${older.before}`);
}
