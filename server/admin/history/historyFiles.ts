import type { Batch } from "../../history/batch.ts";
import type { BatchFilter } from "../../history/batchFilter.ts";
import type { Cursor } from "../../history/batchSearch.ts";
import { visibleLeads } from "../../history/visibleLeads.ts";
import type { LeadLocation } from "../../leads/lookup/locations.ts";
import type { Outcome } from "../../leads/move/outcome.ts";
import type { CsvCell } from "../../lib/csvCell.ts";
import { COUNT_COLUMNS } from "../../runs/leadCounts.ts";
import { HIDDEN } from "../shell/visibleUsers.ts";
import { countBatch } from "./batchLines.ts";
import { byTable } from "./cellDifference.ts";
import { changesText } from "./changesView.ts";
import { type HistorySources, maySearch, type Viewer } from "./historySources.ts";

/** Batches read per query. */
const CHUNK_SIZE = 500;

export const BATCHES_HEADER = [
  "batch_id",
  "started_at",
  "finished_at",
  "direction",
  "key_id",
  "key_label",
  "user",
  "customer",
  "request_id",
  "insert_leads",
  "update_leads",
  "delete_leads",
  "state",
  "select_count",
  "insert_count",
  "update_count",
  "delete_count",
  "moved",
  "already_there",
  "kept",
  "skipped",
  "not_found",
  "undone",
  "error_code",
];

export const LEADS_HEADER = [
  "lead_id",
  "outcome",
  "stands_in",
  "column",
  "archive_value",
  "live_value",
  "changes",
];

function batchCells(batch: Batch, undone: number, { keys, users }: Viewer): readonly CsvCell[] {
  const { flags, counts } = batch;
  const net = countBatch(batch, undone);
  return [
    batch.id,
    batch.startedAt.toISOString(),
    batch.finishedAt?.toISOString() ?? null,
    batch.direction,
    batch.keyId,
    keys.find(({ id }) => id === batch.keyId)?.label ?? null,
    users.show(batch.user),
    batch.customer,
    batch.requestId,
    Number(flags.insert),
    Number(flags.update),
    Number(flags.delete),
    batch.state,
    counts.selectCount,
    counts.insertCount,
    counts.updateCount,
    counts.deleteCount,
    ...COUNT_COLUMNS.map((column) => net[column]),
    net.undone,
    batch.errorCode,
  ];
}

/** Streams all batches that match the filter, newest first. */
export async function* batchRows(
  sources: HistorySources,
  viewer: Viewer,
  filter: BatchFilter,
): AsyncGenerator<readonly CsvCell[]> {
  if (!(await maySearch(sources, viewer, filter))) return;
  for (let cursor: Cursor | undefined, hasMore = true; hasMore; ) {
    const page = await sources.search.page(filter, cursor, CHUNK_SIZE);
    const undone = await sources.undos.movedBack(page.batches.map(({ id }) => id));
    for (const batch of page.batches) yield batchCells(batch, undone.get(batch.id) ?? 0, viewer);
    cursor = page.older ?? undefined;
    hasMore = cursor !== undefined;
  }
}

/** Names the tables that hold a lead, for a CSV file. */
export function tableLabel({ live, archived }: LeadLocation): string {
  const tables = [...(live === undefined ? [] : ["live"]), ...(archived === undefined ? [] : ["archive"])];
  return tables.join(" and ") || "nowhere";
}

/** Streams the leads of a batch. A lead with differing copies has one row per differing column. */
export async function* leadRows(
  sources: HistorySources,
  { scope, privacy }: Viewer,
  { id, direction }: Batch,
  outcome: Outcome | undefined,
): AsyncGenerator<readonly CsvCell[]> {
  const leads = await sources.leads.ofBatch(id);
  const changes = new Map((await sources.changedLeads.ofBatch(id)).map((change) => [change.leadId, change]));
  const wanted = outcome ? { outcome } : {};
  for await (const lead of visibleLeads(sources.locations, leads, wanted, scope)) {
    const cells = [lead.leadId, lead.outcome, tableLabel(lead.location)];
    const changed = changesText(changes.get(lead.leadId), privacy);
    if (lead.differences.length === 0) yield [...cells, null, null, null, changed];
    for (const difference of lead.differences) {
      const shown = byTable(difference, direction, privacy);
      const text = (value: string | null | undefined) => (value === undefined ? HIDDEN : value);
      yield [...cells, difference.column, text(shown.archived), text(shown.live), changed];
    }
  }
}
