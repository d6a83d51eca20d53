import { phrase } from "../../lib/phrase.ts";
import { OWN_SECTION } from "../../vicidial/adminLog.ts";
import { csvStream } from "../format/csv.ts";
import { type AdminPage, get, type Page, post } from "../shell/adminPage.ts";
import type { AdminDependencies } from "../shell/dependencies.ts";
import { download } from "../shell/pageAnswer.ts";
import { refusePage } from "../shell/pageErrors.ts";
import { loadRun } from "./runContext.ts";
import { runControls } from "./runControls.ts";
import { createRunEvents } from "./runEvents.ts";
import { RUN_LEADS_HEADER, runRows } from "./runFile.ts";
import { listRuns } from "./runList.ts";
import { showRun } from "./runPage.ts";
import { answerEstimate } from "./startRun.ts";

/** Runs: what their checks found, their progress and the outcome of each lead. */
export function runsPage(dependencies: AdminDependencies): AdminPage {
  const runEvents = createRunEvents(dependencies);

  async function file(page: Page) {
    if (!page.may("runs", "view")) refusePage({ code: "right_missing", page: "runs", action: "view" });
    const context = await loadRun(page);
    const { id } = context.run;
    await page.log({
      section: OWN_SECTION,
      type: "EXPORT",
      recordId: `run-${id}`,
      code: `run ${id} exported`,
      notes: `leads of run ${id}`,
    });
    return download(
      `run-${id}.csv`,
      "text/csv; charset=utf-8",
      csvStream(RUN_LEADS_HEADER, runRows(context)),
    );
  }

  const controlRoute = (control: Parameters<typeof runControls.change>[1]) =>
    post(`/:id/${control}`, control, async (page) => runControls.change(await loadRun(page), control));

  return {
    name: "runs",
    label: phrase("Runs"),
    path: "/runs",
    routes: [
      get("", "view", listRuns),
      get("/:id.csv", "export", file),
      get("/:id/estimate", "view", async (page) => answerEstimate(await loadRun(page))),
      post("/:id/estimate", "start", async (page) => runControls.preview(await loadRun(page))),
      get("/:id/events", "view", async (page) => runEvents(await loadRun(page))),
      post("/:id/start", "start", async (page) => runControls.start(await loadRun(page))),
      controlRoute("pause"),
      controlRoute("resume"),
      controlRoute("stop"),
      post("/:id/recheck", "recheck", async (page) => runControls.recheck(await loadRun(page))),
      controlRoute("discard"),
      post("/:id/rate", "resume", async (page) => runControls.setRate(await loadRun(page))),
      post("/:id/name", "rename", async (page) => runControls.rename(await loadRun(page))),
      post("/:id/again", "again", async (page) => runControls.again(await loadRun(page))),
      post("/:id/undo", "undo", async (page) => runControls.undo(await loadRun(page))),
      get("/:id", "view", async (page) => showRun(await loadRun(page))),
    ],
  };
}
