import type { Run } from "../../runs/run.ts";
import { IN_TARGET, outcomesInOrder, totalOf } from "../../runs/runOutcome.ts";
import { displayTime } from "../format/displayTime.ts";
import { showCount } from "../history/batchView.ts";
import { readCursor } from "../history/filterForm.ts";
import type { Page } from "../shell/adminPage.ts";
import { type PageAnswer, renderView } from "../shell/pageAnswer.ts";
import { RUN_STYLES } from "./runContext.ts";
import { actionLabel, sourceLabel, stateLabel } from "./runLabels.ts";

const PAGE_SIZE = 50;
const NOTHING = { handled: 0, moved: 0 } as const;

function showLine(run: Run, underWay: { readonly handled: number; readonly moved: number }, zone: string) {
  const closed = outcomesInOrder(run.counts).reduce(
    (sum, { outcome, count }) => sum + (IN_TARGET.has(outcome) ? count : 0),
    0,
  );
  const [moved, handled] = [closed + underWay.moved, totalOf(run.counts) + underWay.handled];
  const isStarted = run.startedAt !== null;
  return {
    id: run.id,
    action: actionLabel(run),
    source: sourceLabel(run),
    user: run.user,
    createdAt: displayTime(run.createdAt, zone),
    leads: showCount(run.leadCount),
    moved: isStarted ? showCount(moved) : "–",
    notMoved: isStarted ? showCount(handled - moved) : "–",
    ...stateLabel(run),
  };
}

/** Every run, newest first. */
export async function listRuns(page: Page): Promise<PageAnswer> {
  const before = readCursor(page.query)?.before;
  const { runs, before: older } = await page.customer.stores.runs.page(before, PAGE_SIZE);
  const underWay = await page.customer.stores.runChunks.underWay(runs.map(({ id }) => id));
  const locals = {
    runs: runs.map((run) => showLine(run, underWay.get(run.id) ?? NOTHING, page.zone)),
    isFirstPage: before === undefined,
    older,
  };
  return renderView("runs/index", "Runs", locals, { styles: RUN_STYLES });
}
