import type { Resolution } from "../../../history/resolutions.ts";
import type { PutBackResult } from "../../../leads/tables/savedRow.ts";
import { counted, type PageText, phrase, sentences } from "../../../lib/phrase.ts";
import { type PageAnswer, redirectTo, renderView } from "../../shell/pageAnswer.ts";
import { refusePage } from "../../shell/pageErrors.ts";
import { readCursor } from "../filterForm.ts";
import { type ResolveContext, visibleIds } from "./leadCopies.ts";
import { maySeeResolution, showResolutions } from "./resolveView.ts";

/** As many as are resolved at once, so that a page undoes all of them. */
const PAGE_SIZE = 100;
const TABLES = { archived: "the archive", live: "the live table" } as const;
/** Why the copy of one lead and of many was not put back. */
const LEFT_TEXTS: Readonly<Record<Exclude<PutBackResult, "done">, readonly [one: string, many: string]>> = {
  occupied: [
    phrase("1 lead in that table again with other data: nothing was done."),
    phrase("%1s leads in that table again with other data: nothing was done."),
  ],
  inexact: [
    phrase("1 lead whose saved copy the table can no longer hold as it was: nothing was done."),
    phrase("%1s leads whose saved copy the table can no longer hold as it was: nothing was done."),
  ],
};

function readRequest(query: URLSearchParams): string | undefined {
  return /^[\w.-]{1,64}$/.exec(query.get("request") ?? "")?.[0];
}

/** Puts a deleted copy back. Masked data needs no decision, so the viewer does not have to see it. */
async function putBack({ page, sources }: ResolveContext, resolution: Resolution): Promise<PutBackResult> {
  const { id, leadId, removedCopy, saved } = resolution;
  const note = sources.resolutions.noteUndone;
  const result = await sources.putBack(removedCopy, leadId, saved, (trx) => note(trx, id, page.user.user));
  if (result === "done")
    await page.log({
      section: "LEADS",
      type: "ADD",
      recordId: leadId,
      code: `${removedCopy} copy of lead ${leadId} put back`,
      notes: `The copy that was saved in the history is back in ${TABLES[removedCopy]}.`,
    });
  return result;
}

function summary(results: readonly PutBackResult[]): PageText {
  const count = (result: PutBackResult) => results.filter((each) => each === result).length;
  const left = (["occupied", "inexact"] as const)
    .filter((result) => count(result) > 0)
    .map((result) => counted(count(result), ...LEFT_TEXTS[result]));
  const done = counted(
    count("done"),
    phrase("The deleted copy of 1 lead was put back."),
    phrase("The deleted copy of %1s leads was put back."),
  );
  return sentences(done, ...left);
}

/** Pages of the leads that were resolved: which copies were deleted, and how to put them back. */
export const resolvedPages = {
  async list({ page, sources, viewer }: ResolveContext): Promise<PageAnswer> {
    const [before, request] = [readCursor(page.query)?.before, readRequest(page.query)];
    const found = await sources.resolutions.page(before, PAGE_SIZE, request);
    const locals = {
      resolutions: showResolutions(found.resolutions, viewer),
      request: request ?? null,
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
    const { page, sources, viewer } = context;
    const ids = page.form.getAll("pick").flatMap((text) => (/^\d{1,15}$/.test(text) ? [Number(text)] : []));
    const [leadId, request] = [page.form.get("lead_id"), readRequest(page.form)];
    const back = leadId
      ? `/history/lead?lead_id=${Number(leadId)}`
      : `/history/resolved${request ? `?request=${request}` : ""}`;
    if (ids.length === 0) return redirectTo(back, phrase("No lead was selected, so nothing was put back."));
    const found = (await sources.resolutions.find(ids.slice(0, PAGE_SIZE))).filter(
      (resolution) => resolution.undoneAt === null && maySeeResolution(resolution, viewer),
    );
    const visible = new Set(
      await visibleIds(
        context,
        found.map((resolution) => resolution.leadId),
      ),
    );
    const resolutions = found.filter((resolution) => visible.has(resolution.leadId));
    if (resolutions.length === 0) return refusePage({ code: "page_not_found" });
    const results: PutBackResult[] = [];
    for (const resolution of resolutions) results.push(await putBack(context, resolution));
    return redirectTo(back, summary(results));
  },
};
