import { COUNT_COLUMNS, type CountColumn } from "./leadCounts.ts";
import type { Run } from "./run.ts";
import type { CountedRun } from "./store/countedRuns.ts";

/** The names of the count columns in the API and in webhooks. */
export const COUNT_NAMES: Readonly<Record<CountColumn, string>> = {
  moved: "moved",
  there: "already_there",
  kept: "kept",
  skipped: "skipped",
  missing: "not_found",
};

/** The leads of a run by what happened to them. All parts sum to `total`. Pure. */
export function runCountsJson({ net }: Pick<CountedRun, "net">): Readonly<Record<string, number>> {
  const columns = COUNT_COLUMNS.map((column) => [COUNT_NAMES[column], net[column]] as const);
  return {
    total: net.total,
    ...Object.fromEntries(columns),
    undone: net.undone,
    not_handled: net.untouched,
  };
}

/** The times of a run; null for those that are still to come. Pure. */
export function timesJson({
  createdAt,
  startedAt,
  finishedAt,
}: Pick<Run, "createdAt" | "startedAt" | "finishedAt">) {
  return {
    created_at: createdAt.toISOString(),
    started_at: startedAt?.toISOString() ?? null,
    finished_at: finishedAt?.toISOString() ?? null,
  };
}
