import type { Resolution } from "../../../history/resolutions.ts";
import type { PutBackResult } from "../../../leads/tables/savedRow.ts";
import { phrase } from "../../../lib/phrase.ts";
import { type PageAnswer, redirectTo, renderView } from "../../shell/pageAnswer.ts";
import { refusePage } from "../../shell/pageErrors.ts";
import { showCount } from "../batchView.ts";
import { readCursor } from "../filterForm.ts";
import { type ResolveContext, visibleIds } from "./leadCopies.ts";
import { putAllBack, putBackSummary } from "./putBack.ts";
import { maySeeResolution, showResolutions } from "./resolveView.ts";
import { readCounts, renderWork } from "./workPage.ts";

/** As many as are resolved at once, so that a page undoes all of them. */
const PAGE_SIZE = 100;
const RESULTS = ["done", "occupied", "inexact"] as const satisfies readonly PutBackResult[];

/** Reads the request that resolved leads together. */
export function readRequest(query: URLSearchParams): string | undefined {
  return /^[\w.-]{1,64}$/.exec(query.get("request") ?? "")?.[0];
}

/** Leaves out resolutions of leads that the viewer may not know. */
async function visibleResolutions(
  context: ResolveContext,
  resolutions: readonly Resolution[],
): Promise<readonly Resolution[]> {
  const seen = resolutions.filter((resolution) => maySeeResolution(resolution, context.viewer));
  const ids = new Set(
    await visibleIds(
      context,
      seen.map(({ leadId }) => leadId),
    ),
  );
  return seen.filter(({ leadId }) => ids.has(leadId));
}

function resolvedPath(request: string | undefined): string {
  return `/history/resolved${request === undefined ? "" : `?request=${request}`}`;
}

/** Pages of the leads that were resolved: which copies were deleted, and how to put them back. */
export const resolvedPages = {
  async list(context: ResolveContext): Promise<PageAnswer> {
    const { page, sources, viewer } = context;
    const [before, request] = [readCursor(page.query)?.before, readRequest(page.query)];
    const found = await sources.resolutions.page(before, PAGE_SIZE, request);
    const left = request === undefined ? 0 : await sources.resolutions.countLeft(request);
    const locals = {
      resolutions: showResolutions(await visibleResolutions(context, found.resolutions), viewer),
      request: request ?? null,
      left: left > 1 ? { count: showCount(left), total: left } : null,
      older: found.before,
      isFirstPage: before === undefined,
    };
    return renderView("history/resolved", phrase("Resolved leads"), locals, {
      styles: ["history.css", "runs.css"],
      scripts: ["pick.js"],
    });
  },

  /** Puts the deleted copies of the selected leads back. @throws PageError page_not_found */
  async undo(context: ResolveContext): Promise<PageAnswer> {
    const { page, sources } = context;
    const ids = page.form.getAll("pick").flatMap((text) => (/^\d{1,15}$/.test(text) ? [Number(text)] : []));
    const leadId = page.form.get("lead_id");
    const back = leadId ? `/history/lead?lead_id=${Number(leadId)}` : resolvedPath(readRequest(page.form));
    if (ids.length === 0) return redirectTo(back, phrase("No lead was selected, so nothing was put back."));
    const found = await sources.resolutions.find(ids.slice(0, PAGE_SIZE));
    const resolutions = await visibleResolutions(
      context,
      found.filter(({ undoneAt }) => undoneAt === null),
    );
    if (resolutions.length === 0) return refusePage({ code: "page_not_found" });
    const work = await putAllBack(context, resolutions);
    if (work.stopped && resultsIn(work.counts) === 0) throw work.stopped;
    return redirectTo(back, putBackSummary(work, resolutions.length));
  },

  /** Puts the next copies of a request back, newest first, and shows the progress or the result. @throws PageError page_not_found */
  async undoRequest(context: ResolveContext): Promise<PageAnswer> {
    const { page, sources } = context;
    const request = readRequest(page.form) ?? refusePage({ code: "page_not_found" });
    const { total, before } = readCounts(page.form, ["total", "before"]);
    const counts = readCounts(page.form, RESULTS);
    const found = await sources.resolutions.page(before > 0 ? before : undefined, PAGE_SIZE, request);
    const open = await visibleResolutions(
      context,
      found.resolutions.filter(({ undoneAt }) => undoneAt === null),
    );
    const work = await putAllBack(context, open);
    const lastHandled = open[resultsIn(work.counts) - 1]?.id ?? before;
    for (const result of RESULTS) counts[result] += work.counts[result];
    const done = resultsIn(counts);
    const summary = putBackSummary({ counts, stopped: undefined }, done);
    if (found.before === null && !work.stopped) return redirectTo(resolvedPath(request), summary);
    return renderWork({
      title: phrase("Putting copies back"),
      action: "/history/resolved/undo-all",
      fields: { ...counts, request, total, before: work.stopped ? lastHandled : (found.before ?? 0) },
      done,
      total,
      summary,
      stopped: work.stopped,
      leaveTo: resolvedPath(request),
    });
  },
};

function resultsIn(counts: Readonly<Record<PutBackResult, number>>): number {
  return RESULTS.reduce((sum, result) => sum + counts[result], 0);
}
