import type { DirectionName } from "../../leads/tables/direction.ts";
import { counted, type PageText, phrase } from "../../lib/phrase.ts";
import { COLUMN_LABELS, COUNT_COLUMNS, type NetCounts } from "../../runs/leadCounts.ts";
import type { Run } from "../../runs/run.ts";
import { outcomesInOrder, type RunCounts, totalOf } from "../../runs/runOutcome.ts";
import { isUndo, type Remainder } from "../../runs/runSource.ts";
import type { CountedRun } from "../../runs/store/countedRuns.ts";
import { columnName, isHidden } from "../../vicidial/leadPrivacy.ts";
import { showCount } from "../history/batchView.ts";
import { outcomeLines, skippedLines, UNDECIDED, undecidedLines } from "./leadLines.ts";
import type { RunContext } from "./runContext.ts";
import { runOutcomeLabel } from "./runLabels.ts";
import { readRunOutcome } from "./runLeads.ts";
import { showUndos, undoneBanner } from "./undoneView.ts";

/** "760 of 1,320 leads restored", for one lead and for many. */
const HEADLINES: Readonly<Record<DirectionName, readonly [one: string, many: string]>> = {
  dearchive: [phrase("%1s of 1 lead restored"), phrase("%1s of %2s leads restored")],
  archive: [phrase("%1s of 1 lead archived"), phrase("%1s of %2s leads archived")],
};

/** Leads that an undo can move back. */
function undoableLeads({ direction }: Pick<Run, "direction">, counts: RunCounts): number {
  const { moved = 0, inserted = 0, deleted = 0 } = counts;
  return moved + inserted + (direction === "archive" ? deleted : 0);
}

/** The columns of the result, and what they leave out. They sum to the leads of the run. */
function sumsOf({ run, net }: CountedRun) {
  const columns = COUNT_COLUMNS.map((column) => ({
    label: COLUMN_LABELS[run.direction][column],
    count: showCount(net[column]),
  }));
  return [
    ...columns,
    ...(net.undone > 0 ? [{ label: phrase("Undone"), count: showCount(net.undone) }] : []),
    ...(net.untouched > 0 ? [{ label: phrase("Not handled"), count: showCount(net.untouched) }] : []),
  ];
}

/** How many leads were moved, without what was undone. */
function headlineOf({ direction }: Run, { moved, total }: NetCounts): PageText {
  return phrase(HEADLINES[direction][total === 1 ? 0 : 1], showCount(moved), showCount(total));
}

/** The runs that this one offers to create for the leads that it did not move. */
function againView({
  run,
  net,
}: CountedRun): readonly { readonly remainder: Remainder; readonly label: PageText }[] {
  if (isUndo(run.source)) return [];
  const left = net.kept + net.skipped;
  return [
    ...(run.state === "stopped" && net.untouched > 0
      ? [
          {
            remainder: "rest" as const,
            label: counted(
              net.untouched,
              phrase("Run the rest (1 lead)"),
              phrase("Run the rest (%1s leads)"),
            ),
          },
        ]
      : []),
    ...(left > 0
      ? [
          {
            remainder: "left_behind" as const,
            label: counted(
              left,
              phrase("Run again with those left behind (1 lead)"),
              phrase("Run again with those left behind (%1s leads)"),
            ),
          },
        ]
      : []),
  ];
}

/** Where an undo that did not move every lead is repeated: on what it undoes. Null if nothing is left. */
function undoRestPath({ run: { source }, net }: CountedRun): string | null {
  if (net.kept + net.skipped + net.untouched === 0) return null;
  if (source.kind === "run") return `/runs/${source.runId}`;
  return source.kind === "batch" ? `/history/${source.batchId}` : null;
}

/** How many leads need a decision: exactly if the viewer sees them all on one page, otherwise as counted by the run. */
function undecidedCount(
  counts: RunCounts,
  { scope, page }: RunContext,
  found: Awaited<ReturnType<typeof undecidedLines>>,
): number {
  if (scope.kind === "every" && found.next === null && !page.query.has("chunk")) return found.lines.length;
  return [...UNDECIDED].reduce((sum, outcome) => sum + (counts[outcome] ?? 0), 0);
}

/** The part of the page that lists leads: those with the chosen outcome, or those that need a decision. */
async function listedLeads(context: RunContext, counts: RunCounts) {
  const outcome = readRunOutcome(context.page.query);
  if (outcome !== undefined) {
    const { label } = runOutcomeLabel(outcome, context.run);
    return { outcome, title: label, undecided: null, ...(await outcomeLines(context, outcome)) };
  }
  const found = await undecidedLines(context);
  const undecided = undecidedCount(counts, context, found);
  return { outcome, title: phrase("Need a decision"), undecided, ...found };
}

/** What appears once the run has started: what needs a decision, what happened to each lead, and undos. */
export async function resultView(context: RunContext, result: CountedRun) {
  const { run, page, privacy } = context;
  const { counts, net } = result;
  const { runSearch } = page.customer.stores;
  const handled = totalOf(counts);
  const isOver = run.state === "done" || run.state === "stopped";
  const undos = await runSearch.undosOf({ kind: "run", runId: run.id });
  const { outcome, title, undecided, lines, nextQuery } = await listedLeads(context, counts);
  const skipped = (counts.left_out ?? 0) > 0 && outcome === undefined ? await skippedLines(context) : null;
  return {
    isOver,
    headline: headlineOf(run, net),
    undecided:
      undecided === null || undecided === 0
        ? null
        : counted(undecided, phrase("1 needs a decision"), phrase("%1s need a decision")),
    undone: undoneBanner("run", net, run.direction),
    sums: sumsOf(result),
    outcomes: outcomesInOrder(counts).map((each) => ({
      outcome: each.outcome,
      count: showCount(each.count),
      share: (100 * each.count) / handled,
      isChosen: each.outcome === outcome,
      ...runOutcomeLabel(each.outcome, run),
    })),
    isEnding: run.state === "stopped" && run.isWorkedOn,
    csvQuery: outcome ? `?outcome=${outcome}` : "",
    isChosen: outcome !== undefined,
    title,
    lines,
    next: nextQuery,
    skipped: skipped && {
      count: showCount(counts.left_out ?? 0),
      lines: skipped.lines,
      hasMore: skipped.next !== null || skipped.lines.length < (counts.left_out ?? 0),
    },
    isFirstPage: !page.query.has("chunk"),
    undos: showUndos(undos),
    offersUndo: isOver && undoableLeads(run, counts) > net.undone,
    again: isOver ? againView(result) : [],
    undoRest: isOver ? undoRestPath(result) : null,
    isPartlyUndone: net.undone > 0,
    /** Heading of the phone numbers; null where the installation hides them. */
    phoneName: isHidden(privacy, "phone_number")
      ? null
      : columnName(privacy, "phone_number", phrase("Phone")),
    mayExport: page.may("runs", "export") && handled > 0,
  };
}
