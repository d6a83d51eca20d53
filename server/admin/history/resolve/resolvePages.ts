import type { Difference } from "../../../leads/move/outcome.ts";
import type { Twins } from "../../../leads/tables/duplicates.ts";
import { type LeadPrivacy, showCell } from "../../../vicidial/leadPrivacy.ts";
import type { Page } from "../../shell/adminPage.ts";
import { goTo, type PageAnswer, show } from "../../shell/pageAnswer.ts";
import { refusePage } from "../../shell/pageErrors.ts";
import { showDifferences } from "../cellDifference.ts";
import { parseLeadId } from "../filterForm.ts";
import { type HistorySources, mayKnow, type Viewer } from "../historySources.ts";

/** What the pages of a lead that stands in both tables work on. */
export interface ResolveScene {
  readonly page: Page;
  readonly sources: HistorySources;
  readonly viewer: Viewer;
}

interface Shown {
  readonly leadId: number;
  /** Undefined where there is nothing to decide. */
  readonly twins: Twins | undefined;
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
async function shownOf({ sources, viewer }: ResolveScene, asked: string): Promise<Shown> {
  const leadId = parseLeadId(asked.trim());
  if (leadId === undefined || !(await mayKnow(sources, viewer, leadId)))
    return refusePage({ code: "page_not_found" });
  const twins = await sources.twins.read(leadId);
  const { differences } = await sources.whereabouts.now(leadId);
  return { leadId, twins: differences.length > 0 ? twins : undefined, differences };
}

function render({ viewer }: ResolveScene, shown: Shown, problem = ""): PageAnswer {
  const { leadId, twins, differences } = shown;
  const locals = {
    leadId,
    version: twins?.version ?? null,
    seesAll: seesAll(shown, viewer.privacy),
    differences: showDifferences(differences, "dearchive", viewer.privacy),
    problem,
  };
  const options = { status: problem === "" ? 200 : 409, styles: ["history.css"] };
  return show("history/resolve", `Resolve lead ${leadId}`, locals, options);
}

/** Which row of a lead is to be kept: both side by side, and the keeping of the live one. */
export const resolvePages = {
  async ask(scene: ResolveScene): Promise<PageAnswer> {
    return render(scene, await shownOf(scene, scene.page.query.get("lead_id") ?? ""));
  },

  /** Saves the archived row, then removes it if it still is what was shown. */
  async keepLive(scene: ResolveScene): Promise<PageAnswer> {
    const { page, sources, viewer } = scene;
    const shown = await shownOf(scene, page.form.get("lead_id") ?? "");
    const { leadId, twins, differences } = shown;
    if (!twins || twins.version !== page.form.get("version")) return render(scene, shown, LATE);
    if (!seesAll(shown, viewer.privacy)) return render(scene, shown, "Nothing was done.");
    const { user } = page.user;
    const id = await sources.resolutions.save({
      customer: page.customer.name,
      leadId,
      user,
      requestId: page.requestId,
      twins,
    });
    const note = sources.resolutions.noteRemoved;
    if (!(await sources.twins.removeArchived(leadId, twins, (trx) => note(trx, id))))
      return render(scene, await shownOf(scene, String(leadId)), LATE);
    await page.log({
      section: "LEADS",
      type: "DELETE",
      recordId: leadId,
      code: `Lead Dearchive: live row of lead ${leadId} kept, archived row removed`,
      notes: `The archived row is saved in the history. Columns that differed: ${differences.map(({ column }) => column).join(", ")}`,
    });
    return goTo(
      `/history/lead?lead_id=${leadId}`,
      `Lead ${leadId}: the live row is kept. The archived one is saved here, and gone from the archive.`,
    );
  },
};
