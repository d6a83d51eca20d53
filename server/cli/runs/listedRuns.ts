import { changeLabels, toChangesJson } from "../../leads/changes/index.ts";
import { COLUMN_LABELS, COUNT_COLUMNS } from "../../runs/leadCounts.ts";
import type { Run, RunState } from "../../runs/run.ts";
import { type CountedRun, countRun, countRuns } from "../../runs/store/countedRuns.ts";
import { counted, printJson, say, shownInstant } from "../output.ts";
import { parseBefore, parseWhole } from "../parseNumber.ts";
import { type Column, printTable } from "../table.ts";
import { findRun, type RunsOptions, withRuns } from "./runAccess.ts";

interface ListOptions extends RunsOptions {
  readonly state?: RunState;
  readonly user?: string;
  readonly limit: string;
  readonly before?: string;
}

const MAX_ROWS = 1000;

const COLUMNS: readonly Column<CountedRun>[] = [
  { title: "RUN", cell: ({ run }) => String(run.id) },
  { title: "NAME", cell: ({ run }) => run.name || "-", cuts: true, hide: 6 },
  { title: "STATE", cell: ({ run }) => stateText(run) },
  { title: "DIRECTION", cell: ({ run }) => run.direction },
  { title: "LEADS", cell: ({ run }) => String(run.leadCount) },
  { title: "MOVED", cell: ({ net }) => String(net.moved) },
  { title: "ALREADY THERE", cell: ({ net }) => String(net.there), hide: 4 },
  { title: "KEPT", cell: ({ net }) => String(net.kept), hide: 1 },
  { title: "SKIPPED", cell: ({ net }) => String(net.skipped), hide: 3 },
  { title: "NOT FOUND", cell: ({ net }) => String(net.missing), hide: 2 },
  { title: "USER", cell: ({ run }) => run.user, cuts: true },
  { title: "CREATED", cell: ({ run }) => shownInstant(run.createdAt), hide: 5 },
];

function stateText({ state, hold }: Pick<Run, "state" | "hold">): string {
  return hold && state === "running" ? "on hold" : state;
}

/** A run as JSON: its facts and the counts, which sum to `total`. */
function toJson({ run, counts, net }: CountedRun) {
  const { skip, restoresCallbacks, changes, tally, collectedTo, ...facts } = run;
  const settings = { skip, restoresCallbacks, changes: changes && toChangesJson(changes) };
  return { ...facts, settings, counts: net, outcomes: counts };
}

/** Runs `runs list`. */
export async function listRuns(options: ListOptions): Promise<void> {
  const { state, user } = options;
  const limit = parseWhole("--limit", options.limit, 1, MAX_ROWS);
  const before = parseBefore(options.before);
  const filter = { ...(state && { state }), ...(user !== undefined && { user }) };
  const { runs, older } = await withRuns(options.customer, async (stores) => {
    const page = await stores.runSearch.page(filter, before, limit);
    return { runs: await countRuns(stores, page.runs), older: page.before };
  });
  if (options.json) return printJson({ runs: runs.map(toJson), before: older });
  if (runs.length === 0) return say("There are no such runs.");
  printTable(COLUMNS, runs);
  if (older !== null) say(`\nOlder runs: add --before ${older}`);
}

function printProgress({ run, net }: CountedRun): void {
  const handled = net.total - net.untouched;
  const percent = net.total === 0 ? 0 : Math.floor((100 * handled) / net.total);
  say(`Run ${run.id}${run.name === "" ? "" : ` "${run.name}"`}: ${stateText(run)}`);
  if (run.hold) {
    const { code, detail, until } = run.hold;
    const end = until ? ` until ${shownInstant(until)}` : "";
    say(`  Waiting: ${code}${detail === "" ? "" : ` (${detail})`}${end}`);
  }
  say(`  ${counted(run.leadCount, "lead")}, direction ${run.direction}, user ${run.user}`);
  say(
    `  created ${shownInstant(run.createdAt)}, started ${shownInstant(run.startedAt)}, ended ${shownInstant(run.finishedAt)}`,
  );
  if (run.changes) say(`  changes: ${changeLabels(run.changes).join(", ")}`);
  if (run.rate !== null) say(`  speed limit ${run.rate}/s`);
  if (run.startedAt === null) return;
  say(`\n  ${percent}% handled (${handled} of ${net.total})`);
  const lines = [
    ...COUNT_COLUMNS.map((column) => [net[column], COLUMN_LABELS[run.direction][column]] as const),
    [net.undone, "Undone"] as const,
    [net.untouched, "Not handled"] as const,
  ];
  for (const [count, label] of lines) if (count > 0) say(`  ${String(count).padStart(9)}  ${label}`);
}

/** Runs `runs show`. */
export async function showRun(idText: string, options: RunsOptions): Promise<void> {
  const found = await withRuns(options.customer, async (stores) =>
    countRun(stores, await findRun(stores.runs, idText)),
  );
  if (options.json) return printJson(toJson(found));
  printProgress(found);
}
