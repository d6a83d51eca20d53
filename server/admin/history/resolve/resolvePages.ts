import type { Difference } from "../../../leads/move/outcome.ts";
import type { DuplicateRows } from "../../../leads/tables/duplicates.ts";
import { type LeadPrivacy, showCell } from "../../../vicidial/leadPrivacy.ts";
import type { Page } from "../../shell/adminPage.ts";
import { type PageAnswer, redirectTo, renderView } from "../../shell/pageAnswer.ts";
import { refusePage } from "../../shell/pageErrors.ts";
import { showDifferences } from "../cellDifference.ts";
import { parseLeadId } from "../filterForm.ts";
import { type HistorySources, mayKnow, type Viewer } from "../historySources.ts";

/** Context of the pages that resolve a lead in both tables. */
export interface ResolveContext {
  readonly page: Page;
  readonly sources: HistorySources;
  readonly viewer: Viewer;
}

interface LeadCopies {
  readonly leadId: number;
  /** Undefined when there is nothing to resolve. */
  readonly duplicates: DuplicateRows | undefined;
  readonly differences: readonly Difference[];
}

const CHANGED_MEANWHILE =
  "One of the copies changed while this page was open, so nothing was done. Compare them again.";

/** Tells whether the viewer sees all differing data. Otherwise the viewer cannot decide. */
function seesAll({ differences }: LeadCopies, privacy: LeadPrivacy): boolean {
  return differences.every(({ column, source, target }) =>
    [source, target].every((value) => showCell(privacy, column, value) === value),
  );
}

/**
 * Reads both copies of a lead. The version is read before the differences, so that a change in between makes the form
 * outdated instead of going unnoticed.
 *
 * @throws PageError page_not_found
 */
async function readCopies({ sources, viewer }: ResolveContext, idText: string): Promise<LeadCopies> {
  const leadId = parseLeadId(idText.trim());
  if (leadId === undefined || !(await mayKnow(sources, viewer, leadId)))
    return refusePage({ code: "page_not_found" });
  const duplicates = await sources.duplicates.read(leadId);
  const { differences } = await sources.locations.now(leadId);
  return { leadId, duplicates: differences.length > 0 ? duplicates : undefined, differences };
}

function render({ viewer }: ResolveContext, copies: LeadCopies, problem = ""): PageAnswer {
  const { leadId, duplicates, differences } = copies;
  const locals = {
    leadId,
    version: duplicates?.version ?? null,
    seesAll: seesAll(copies, viewer.privacy),
    differences: showDifferences(differences, "dearchive", viewer.privacy),
    problem,
  };
  const options = { status: problem === "" ? 200 : 409, styles: ["history.css"] };
  return renderView("history/resolve", `Resolve lead ${leadId}`, locals, options);
}

/** Pages that compare both copies of a lead and keep the live one. */
export const resolvePages = {
  async ask(context: ResolveContext): Promise<PageAnswer> {
    return render(context, await readCopies(context, context.page.query.get("lead_id") ?? ""));
  },

  /** Saves the archived copy, then deletes it if it has not changed since the page was shown. */
  async keepLive(context: ResolveContext): Promise<PageAnswer> {
    const { page, sources, viewer } = context;
    const copies = await readCopies(context, page.form.get("lead_id") ?? "");
    const { leadId, duplicates, differences } = copies;
    if (!duplicates || duplicates.version !== page.form.get("version"))
      return render(context, copies, CHANGED_MEANWHILE);
    if (!seesAll(copies, viewer.privacy)) return render(context, copies, "Nothing was done.");
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
      return render(context, await readCopies(context, String(leadId)), CHANGED_MEANWHILE);
    await page.log({
      section: "LEADS",
      type: "DELETE",
      recordId: leadId,
      code: `live copy of lead ${leadId} kept, archived copy deleted`,
      notes: `The archived copy is saved in the history. Differing columns: ${differences.map(({ column }) => column).join(", ")}`,
    });
    return redirectTo(
      `/history/lead?lead_id=${leadId}`,
      `Lead ${leadId}: the live copy was kept. The archived copy was saved here and deleted from the archive.`,
    );
  },
};
