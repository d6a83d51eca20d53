import { phrase } from "../../lib/phrase.ts";
import { OWN_SECTION } from "../../vicidial/adminLog.ts";
import { csvStream } from "../format/csv.ts";
import { visibleKeys } from "../keys/visibleKeys.ts";
import { beginUndo } from "../runs/createRun.ts";
import { type AdminPage, get, type Page, post, show } from "../shell/adminPage.ts";
import { download, renderView } from "../shell/pageAnswer.ts";
import { refusePage } from "../shell/pageErrors.ts";
import { visibleUsers } from "../shell/visibleUsers.ts";
import { detailView, readOutcome } from "./batchDetailView.ts";
import { listView } from "./batchListView.ts";
import { filterQuery, readFilterForm } from "./filterForm.ts";
import { BATCHES_HEADER, batchRows, LEADS_HEADER, leadRows } from "./historyFiles.ts";
import type { HistorySources, Viewer } from "./historySources.ts";
import { moveLead } from "./leadActions.ts";
import { leadTimeline } from "./leadTimeline.ts";
import { listBoth, searchAgain } from "./resolve/bothTables.ts";
import { matchingPages } from "./resolve/matchingCopies.ts";
import { resolvedPages } from "./resolve/resolvedPages.ts";
import { resolvePages } from "./resolve/resolvePages.ts";

const CSV = "text/csv; charset=utf-8";
const STYLES = { styles: ["history.css"] };

function sourcesOf({ customer }: Page): HistorySources {
  const { batches, leadOutcomes, ...stores } = customer.stores;
  return { search: batches, leads: leadOutcomes, ...stores };
}

/** Pages of the history: which leads were moved, by which user, with which outcome. */
export function historyPage(): AdminPage {
  async function viewerOf(page: Page): Promise<Viewer> {
    return {
      scope: await page.customer.lists.scopeOf(page.user.allowedCampaigns),
      privacy: page.user,
      mayExport: page.may("history", "export"),
      mayMove: page.may("history", "move"),
      keys: await visibleKeys(page),
      users: await visibleUsers(page),
      zone: page.zone,
      now: page.now,
    };
  }

  async function batchOf(page: Page) {
    const id = /^\d{1,15}$/.test(page.params["id"] ?? "") ? Number(page.params["id"]) : undefined;
    const batch = id === undefined ? undefined : await page.customer.stores.batches.find(id);
    return batch ?? refusePage({ code: "page_not_found" });
  }

  async function list(page: Page) {
    const view = await listView(sourcesOf(page), await viewerOf(page), page.query);
    return renderView("history/index", phrase("History"), view, {
      ...STYLES,
      status: view.hasErrors ? 422 : 200,
    });
  }

  async function batch(page: Page) {
    const found = await batchOf(page);
    const view = await detailView(sourcesOf(page), await viewerOf(page), found, page.query);
    return renderView("history/batch", phrase("Batch %1s", found.id), view, STYLES);
  }

  async function lead(page: Page) {
    const view = await leadTimeline(sourcesOf(page), await viewerOf(page), page.query);
    const title = view.timeline ? phrase("Lead %1s", view.timeline.leadId) : phrase("Find a lead");
    return renderView("history/lead", title, view, {
      ...STYLES,
      status: view.error === null ? 200 : 422,
    });
  }

  /** Records a download in Vicidial's admin log. */
  async function logExport(page: Page, recordId: string, notes: string): Promise<void> {
    await page.log({
      section: OWN_SECTION,
      type: "EXPORT",
      recordId,
      code: "history exported",
      notes,
    });
  }

  async function listFile(page: Page) {
    const { filter, values, errors } = readFilterForm(page.query, page.zone);
    const [error] = Object.values(errors);
    if (error !== undefined) refusePage({ code: "request_invalid", detail: error });
    await logExport(page, "history", `history.csv${filterQuery(values)}`);
    const rows = batchRows(sourcesOf(page), await viewerOf(page), filter);
    return download("history.csv", CSV, csvStream(BATCHES_HEADER, rows));
  }

  async function batchFile(page: Page) {
    const found = await batchOf(page);
    await logExport(page, `batch-${found.id}`, `leads of batch ${found.id}`);
    const rows = leadRows(sourcesOf(page), await viewerOf(page), found, readOutcome(page.query));
    return download(`batch-${found.id}.csv`, CSV, csvStream(LEADS_HEADER, rows));
  }

  /** Pages that move leads also show them, so they need the right to view the history too. */
  function requireView(page: Page): void {
    if (!page.may("history", "view")) refusePage({ code: "right_missing", page: "history", action: "view" });
  }

  async function resolveContext(page: Page) {
    requireView(page);
    return { page, sources: sourcesOf(page), viewer: await viewerOf(page) };
  }

  async function undo(page: Page) {
    requireView(page);
    const found = await batchOf(page);
    if (found.state !== "done") refusePage({ code: "page_not_found" });
    return beginUndo(page, { kind: "batch", batchId: found.id }, found);
  }

  return {
    name: "history",
    label: phrase("History"),
    path: "/history",
    routes: [
      show("", "view", list),
      get(".csv", "export", listFile),
      show("/lead", "view", lead),
      post("/lead/run", "move", async (page) => {
        requireView(page);
        return moveLead(page, sourcesOf(page), await viewerOf(page));
      }),
      get("/lead/resolve", "move", async (page) => resolvePages.ask(await resolveContext(page))),
      post("/lead/resolve", "move", async (page) => resolvePages.keep(await resolveContext(page))),
      get("/both", "move", async (page) => listBoth(await resolveContext(page))),
      post("/both/search", "move", async (page) => searchAgain(await resolveContext(page))),
      get("/both/all", "move", async (page) => matchingPages.ask(await resolveContext(page))),
      post("/both/all", "move", async (page) => matchingPages.keep(await resolveContext(page))),
      get("/resolved", "move", async (page) => resolvedPages.list(await resolveContext(page))),
      post("/resolved/undo", "move", async (page) => resolvedPages.undo(await resolveContext(page))),
      post("/resolved/undo-all", "move", async (page) =>
        resolvedPages.undoRequest(await resolveContext(page)),
      ),
      get("/:id.csv", "export", batchFile),
      post("/:id/undo", "move", undo),
      show("/:id", "view", batch),
    ],
  };
}
