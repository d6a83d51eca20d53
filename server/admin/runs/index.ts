import { csvStream } from "../format/csv.ts";
import { type AdminPage, get, type Page, post } from "../shell/adminPage.ts";
import type { AdminDependencies } from "../shell/dependencies.ts";
import { download } from "../shell/pageAnswer.ts";
import { refusePage } from "../shell/pageErrors.ts";
import { loadRun } from "./runContext.ts";
import { steering } from "./runControls.ts";
import { createRunEvents } from "./runEvents.ts";
import { RUN_LEADS_HEADER, runRows } from "./runFile.ts";
import { listRuns } from "./runList.ts";
import { showRun } from "./runPage.ts";

/** Lists of leads that are moved in the background: what was found about them, how far they are, what became of them. */
export function runsPage({ ending }: AdminDependencies): AdminPage {
  const runEvents = createRunEvents(ending);

  async function file(page: Page) {
    if (!page.may("runs", "view")) refusePage({ code: "right_missing", page: "runs", action: "view" });
    const context = await loadRun(page);
    const { id } = context.run;
    await page.log({
      section: "LEADS",
      type: "EXPORT",
      recordId: id,
      code: "DEARCHIVE RUN EXPORT",
      notes: `leads of run ${id}`,
    });
    return download(
      `run-${id}.csv`,
      "text/csv; charset=utf-8",
      csvStream(RUN_LEADS_HEADER, runRows(context)),
    );
  }

  const simply = (control: Parameters<typeof steering.simply>[1]) =>
    post(`/:id/${control}`, control, async (page) => steering.simply(await loadRun(page), control));

  return {
    name: "runs",
    label: "Runs",
    path: "/runs",
    routes: [
      get("", "view", listRuns),
      get("/:id.csv", "export", file),
      get("/:id/events", "view", async (page) => runEvents(await loadRun(page))),
      post("/:id/start", "start", async (page) => steering.start(await loadRun(page))),
      simply("pause"),
      simply("resume"),
      simply("stop"),
      simply("recheck"),
      simply("discard"),
      post("/:id/rate", "resume", async (page) => steering.setRate(await loadRun(page))),
      post("/:id/undo", "undo", async (page) => steering.undo(await loadRun(page))),
      get("/:id", "view", async (page) => showRun(await loadRun(page))),
    ],
  };
}
