import { readCursor } from "../history/filterForm.ts";
import type { Page } from "../shell/adminPage.ts";
import { type PageAnswer, renderView } from "../shell/pageAnswer.ts";
import { columnHeadings } from "./countLabels.ts";
import { RUN_STYLES } from "./runContext.ts";
import { countRuns, showRunLine } from "./runLine.ts";

const PAGE_SIZE = 50;

/** Every run, newest first. */
export async function listRuns(page: Page): Promise<PageAnswer> {
  const { stores } = page.customer;
  const before = readCursor(page.query)?.before;
  const { runs, before: older } = await stores.runSearch.page(before, PAGE_SIZE);
  const locals = {
    runs: (await countRuns(stores, runs)).map((counted) => showRunLine(counted, page.zone)),
    headings: columnHeadings(runs.map(({ direction }) => direction)),
    isFirstPage: before === undefined,
    older,
  };
  return renderView("runs/index", "Runs", locals, { styles: RUN_STYLES });
}
