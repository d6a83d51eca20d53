import { COPIES, type Copy } from "../../../leads/tables/duplicates.ts";
import { counted, type PageText, phrase, sentences } from "../../../lib/phrase.ts";
import { type PageAnswer, redirectTo, renderView } from "../../shell/pageAnswer.ts";
import { refusePage } from "../../shell/pageErrors.ts";
import { showDifferences } from "../cellDifference.ts";
import { type KeepOutcome, type KeptCopies, keepCopies } from "./keepCopies.ts";
import {
  isInCall,
  type LeadCopies,
  type ResolveContext,
  readCopies,
  readLeadIds,
  seesAll,
  visibleIds,
} from "./leadCopies.ts";
import { stopTexts } from "./stopTexts.ts";

const PROBLEMS: Readonly<Record<Exclude<KeepOutcome, "kept">, string>> = {
  changed: phrase(
    "One of the copies changed while this page was open, so nothing was done. Compare them again.",
  ),
  hidden: phrase("Nothing was done, because you cannot see all the differing data."),
  in_call: phrase("Nothing was done, because the lead is being called. Try again after the call."),
};
/** What became of one lead and of many, by the copy that was kept. */
const KEPT_TEXTS: Readonly<Record<Copy, readonly [one: string, many: string]>> = {
  live: [
    phrase("The live copy of 1 lead was kept. The other copy was saved here and deleted from the archive."),
    phrase(
      "The live copy of %1s leads was kept. The other copies were saved here and deleted from the archive.",
    ),
  ],
  archived: [
    phrase(
      "The archived copy of 1 lead was kept. The other copy was saved here and deleted from the live table.",
    ),
    phrase(
      "The archived copy of %1s leads was kept. The other copies were saved here and deleted from the live table.",
    ),
  ],
};
/** Why nothing was done to one lead and to many. */
const LEFT_TEXTS: Readonly<Record<Exclude<KeepOutcome, "kept">, readonly [one: string, many: string]>> = {
  changed: [
    phrase("1 lead changed meanwhile: nothing was done."),
    phrase("%1s leads changed meanwhile: nothing was done."),
  ],
  hidden: [
    phrase("1 lead with data that you cannot see: nothing was done."),
    phrase("%1s leads with data that you cannot see: nothing was done."),
  ],
  in_call: [
    phrase("1 lead being called: nothing was done."),
    phrase("%1s leads being called: nothing was done."),
  ],
};

function render(
  { viewer }: ResolveContext,
  requested: readonly number[],
  found: readonly LeadCopies[],
  problem: PageText = "",
) {
  const decidable = found.filter((copies) => seesAll(copies, viewer.privacy));
  const [only] = requested;
  const locals = {
    only: requested.length === 1 ? only : null,
    leads: found.map((copies) => ({
      leadId: copies.leadId,
      version: copies.duplicates.version,
      differences: showDifferences(copies.differences, "dearchive", viewer.privacy),
      isDecidable: decidable.includes(copies),
      isInCall: isInCall(copies),
    })),
    decidable: decidable.length,
    missing: requested.length - found.length,
    problem,
  };
  const title =
    only !== undefined && requested.length === 1
      ? phrase("Resolve lead %1s", only)
      : phrase("Resolve leads in both tables");
  const options = { status: problem === "" ? 200 : 409, styles: ["history.css"] };
  return renderView("history/resolve", title, locals, options);
}

/** Reads the named leads. @throws PageError page_not_found where the viewer may know none of them */
async function findCopies(context: ResolveContext, texts: readonly string[]) {
  const requested = await visibleIds(context, readLeadIds(texts));
  if (requested.length === 0) return refusePage({ code: "page_not_found" });
  return { requested, found: await readCopies(context, requested) };
}

/** Returns the versions that the form was made from, by lead. */
function readVersions(form: URLSearchParams): ReadonlyMap<number, string> {
  const versions = form.getAll("version");
  return new Map(form.getAll("lead_id").map((text, n) => [Number(text), versions[n] ?? ""]));
}

/** Summarizes what happened to many leads. */
export function keptSummary(counts: Readonly<Record<KeepOutcome, number>>, keep: Copy): PageText {
  const left = (["changed", "hidden", "in_call"] as const)
    .filter((outcome) => counts[outcome] > 0)
    .map((outcome) => counted(counts[outcome], ...LEFT_TEXTS[outcome]));
  return sentences(counted(counts.kept, ...KEPT_TEXTS[keep]), ...left);
}

/** Says what happened to the selected leads. */
function selectedNotice(
  { outcomes, stopped }: KeptCopies,
  requested: readonly number[],
  keep: Copy,
): PageText {
  const counts = { kept: 0, changed: 0, hidden: 0, in_call: 0 };
  for (const outcome of outcomes.values()) counts[outcome] += 1;
  return sentences(keptSummary(counts, keep), ...stopTexts(stopped, requested.length - outcomes.size));
}

/** Says what happened to a single lead. */
function keptNotice(leadId: number, keep: Copy): PageText {
  return keep === "live"
    ? phrase(
        "Lead %1s: the live copy was kept. The archived copy was saved here and deleted from the archive.",
        leadId,
      )
    : phrase(
        "Lead %1s: the archived copy was kept. The live copy was saved here and deleted from the live table.",
        leadId,
      );
}

/** Pages that compare both copies of leads and keep one of them. */
export const resolvePages = {
  async ask(context: ResolveContext): Promise<PageAnswer> {
    const { requested, found } = await findCopies(context, context.page.query.getAll("lead_id"));
    return render(context, requested, found);
  },

  /** Keeps one copy of each lead. @throws PageError page_not_found */
  async keep(context: ResolveContext): Promise<PageAnswer> {
    const { form, requestId } = context.page;
    const keep = COPIES.find((copy) => copy === form.get("keep"));
    const { requested, found } = await findCopies(context, form.getAll("lead_id"));
    if (!keep) return refusePage({ code: "page_not_found" });
    const kept = await keepCopies(context, found, keep, readVersions(form), requestId);
    if (kept.stopped && kept.outcomes.size === 0) throw kept.stopped;
    const [only = -1] = requested;
    if (requested.length > 1)
      return redirectTo(`/history/resolved?request=${requestId}`, selectedNotice(kept, requested, keep));
    const outcome = kept.outcomes.get(only) ?? "changed";
    if (outcome !== "kept")
      return render(context, requested, await readCopies(context, requested), PROBLEMS[outcome]);
    return redirectTo(`/history/lead?lead_id=${only}`, keptNotice(only, keep));
  },
};
