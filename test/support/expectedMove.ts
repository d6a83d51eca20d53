import type { MoveFlags, Outcome } from "../../server/leads/move/outcome.ts";
import type { Direction } from "../../server/leads/tables/direction.ts";
import { isInScope, type ListScope } from "../../server/vicidial/lists.ts";
import type { BatchCounts, RecordedLead } from "./history.ts";
import { differingColumns, type LeadStates } from "./leadStates.ts";

/** The result that a move must have, computed only from the bytes of both tables: no SQL, no column types. */
export type ExpectedMove =
  | { readonly missing: readonly number[] }
  | {
      readonly states: LeadStates;
      readonly counts: BatchCounts;
      readonly outcomes: readonly RecordedLead[];
    };

interface MoveRequest {
  readonly direction: Direction;
  readonly flags: MoveFlags;
  readonly scope: ListScope;
}

function listIdIn(bytes: string): string {
  const hex = /(?:^|;)list_id=([0-9A-F]*);/.exec(bytes)?.[1] ?? "";
  return Buffer.from(hex, "hex").toString();
}

function outcomeOf(
  flags: MoveFlags,
  had: string | undefined,
  has: string | undefined,
  isGone: boolean,
): Outcome {
  if (isGone) return had !== undefined && !flags.update ? "deleted" : "moved";
  if (flags.delete) return has === undefined ? "kept_not_in_target" : "kept_differs";
  if (had === undefined) return flags.insert ? "inserted" : "counted";
  return flags.update ? "updated" : "counted";
}

export function expectedMove(
  { direction, flags, scope }: MoveRequest,
  named: readonly { readonly leadId: number }[],
  before: LeadStates,
): ExpectedMove {
  const source = new Map(before[direction.source]);
  const target = new Map(before[direction.target]);
  const ids = named.map(({ leadId }) => leadId);
  const missing = ids.filter((id) => {
    const bytes = source.get(id);
    return bytes === undefined || !isInScope(scope, listIdIn(bytes));
  });
  if (missing.length > 0) return { missing };

  const outcomes: RecordedLead[] = [];
  for (const leadId of ids) {
    const bytes = source.get(leadId) ?? "";
    const had = target.get(leadId);
    if (had === undefined ? flags.insert : flags.update) target.set(leadId, bytes);
    const has = target.get(leadId);
    const isGone = flags.delete && has === bytes;
    if (isGone) source.delete(leadId);
    const outcome = outcomeOf(flags, had, has, isGone);
    const columns = outcome === "kept_differs" ? [...differingColumns(bytes, has ?? "")].sort() : [];
    outcomes.push({ leadId, outcome, columns });
  }
  const duplicates = ids.filter((id) => before[direction.target].has(id)).length;
  return {
    states: {
      vicidial_list: direction.source === "vicidial_list" ? source : target,
      vicidial_list_archive: direction.source === "vicidial_list" ? target : source,
    },
    counts: {
      selectCount: ids.length,
      insertCount: target.size - before[direction.target].size,
      updateCount: flags.update ? duplicates : 0,
      deleteCount: before[direction.source].size - source.size,
    },
    outcomes,
  };
}
