import type { Difference } from "../../../leads/move/outcome.ts";
import type { DuplicateRows } from "../../../leads/tables/duplicates.ts";
import { type LeadPrivacy, showCell } from "../../../vicidial/leadPrivacy.ts";
import type { Page } from "../../shell/adminPage.ts";
import { type PageAnswer, redirectTo, renderView } from "../../shell/pageAnswer.ts";
import { refusePage } from "../../shell/pageErrors.ts";
import { showDifferences } from "../cellDifference.ts";
import { parseLeadId } from "../filterForm.ts";
import { type HistorySources, mayKnow, type Viewer } from "../historySources.ts";

/** What the pages of a lead that stands in both tables work on. */
export interface ResolveContext {
  readonly page: Page;
  readonly sources: HistorySources;
  readonly viewer: Viewer;
}

interface Shown {
  readonly leadId: number;
  /** Undefined where there is nothing to decide. */
  readonly duplicates: DuplicateRows | undefined;
  readonly differences: readonly Difference[];
}

const LATE = "One of the rows changed while you were here, so nothing was done. This is how they stand now.";

/** Whether a person sees all that differs: who does not cannot decide. */
function seesAll({ differences }: Shown, privacy: LeadPrivacy): boolean {
  return differences.every(({ column, source, target }) =>
    [source, target].every((value) => showCell(privacy, column, value) === value),
  );
}

/**
 * The rows that are asked about. What the version stands for is read before what is shown, so that a change in between makes
 * the form outdated, and never goes unseen.
 */
async function shownOf({ sources, viewer }: ResolveContext, asked: string): Promise<Shown> {
  const leadId = parseLeadId(asked.trim());
  if (leadId === undefined || !(await mayKnow(sources, viewer, leadId)))
    return refusePage({ code: "page_not_found" });
  const duplicates = await sources.duplicates.read(leadId);
  const { differences } = await sources.locations.now(leadId);
  return { leadId, duplicates: differences.length > 0 ? duplicates : undefined, differences };
}

function render({ viewer }: ResolveContext, shown: Shown, problem = ""): PageAnswer {
  const { leadId, duplicates, differences } = shown;
  const locals = {
    leadId,
    version: duplicates?.version ?? null,
    seesAll: seesAll(shown, viewer.privacy),
    differences: showDifferences(differences, "dearchive", viewer.privacy),
    problem,
  };
  const options = { status: problem === "" ? 200 : 409, styles: ["history.css"] };
  return renderView("history/resolve", `Resolve lead ${leadId}`, locals, options);
}

/** Which row of a lead is to be kept: both side by side, and the keeping of the live one. */
export const resolvePages = {
  async ask(context: ResolveContext): Promise<PageAnswer> {
    return render(context, await shownOf(context, context.page.query.get("lead_id") ?? ""));
  },

  /** Saves the archived row, then removes it if it still is what was shown. */
  async keepLive(context: ResolveContext): Promise<PageAnswer> {
    const { page, sources, viewer } = context;
    const shown = await shownOf(context, page.form.get("lead_id") ?? "");
    const { leadId, duplicates, differences } = shown;
    if (!duplicates || duplicates.version !== page.form.get("version")) return render(context, shown, LATE);
    if (!seesAll(shown, viewer.privacy)) return render(context, shown, "Nothing was done.");
    const { user } = page.user;
    const id = await sources.resolutions.save({
      customer: page.customer.name,
      leadId,
      user,
      requestId: page.requestId,
      duplicates,
    });
    const note = sources.resolutions.noteRemoved;
    if (!(await sources.duplicates.removeArchived(leadId, duplicates, (trx) => note(trx, id))))
      return render(context, await shownOf(context, String(leadId)), LATE);
    await page.log({
      section: "LEADS",
      type: "DELETE",
      recordId: leadId,
      code: `Lead Dearchive: live row of lead ${leadId} kept, archived row removed`,
      notes: `The archived row is saved in the history. Columns that differed: ${differences.map(({ column }) => column).join(", ")}`,
    });
    return redirectTo(
      `/history/lead?lead_id=${leadId}`,
      `Lead ${leadId}: the live row is kept. The archived one is saved here, and gone from the archive.`,
    );
  },
};
