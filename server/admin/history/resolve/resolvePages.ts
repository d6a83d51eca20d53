import { COPIES, type Copy } from "../../../leads/tables/duplicates.ts";
import { type PageAnswer, redirectTo, renderView } from "../../shell/pageAnswer.ts";
import { refusePage } from "../../shell/pageErrors.ts";
import { showCounted } from "../batchView.ts";
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

const CHANGED_MEANWHILE =
  "One of the copies changed while this page was open, so nothing was done. Compare them again.";
const PROBLEMS: Readonly<Record<Exclude<KeepOutcome, "kept">, string>> = {
  changed: CHANGED_MEANWHILE,
  hidden: "Nothing was done, because you cannot see all the differing data.",
  in_call: "Nothing was done, because the lead is being called. Try again after the call.",
};
/** Names of the outcomes in the summary of many leads. */
const LEFT_LABELS: Readonly<Record<Exclude<KeepOutcome, "kept">, string>> = {
  changed: "changed meanwhile",
  hidden: "with data that you cannot see",
  in_call: "being called",
};
const OTHER_TABLE: Readonly<Record<Copy, string>> = { live: "the archive", archived: "the live table" };
const OTHER: Readonly<Record<Copy, Copy>> = { live: "archived", archived: "live" };

function render(
  { viewer }: ResolveContext,
  asked: readonly number[],
  found: readonly LeadCopies[],
  problem = "",
) {
  const decidable = found.filter((copies) => seesAll(copies, viewer.privacy));
  const [only] = asked;
  const locals = {
    only: asked.length === 1 ? only : null,
    leads: found.map((copies) => ({
      leadId: copies.leadId,
      version: copies.duplicates.version,
      differences: showDifferences(copies.differences, "dearchive", viewer.privacy),
      isDecidable: decidable.includes(copies),
      isInCall: isInCall(copies),
    })),
    decidable: showCounted(decidable.length, "lead"),
    isAnyDecidable: decidable.length > 0,
    missing: asked.length - found.length,
    problem,
  };
  const title = asked.length === 1 ? `Resolve lead ${only}` : "Resolve leads in both tables";
  const options = { status: problem === "" ? 200 : 409, styles: ["history.css"] };
  return renderView("history/resolve", title, locals, options);
}

/** Reads the named leads. @throws PageError page_not_found where the viewer may know none of them */
async function findCopies(context: ResolveContext, texts: readonly string[]) {
  const asked = await visibleIds(context, readLeadIds(texts));
  if (asked.length === 0) return refusePage({ code: "page_not_found" });
  return { asked, found: await readCopies(context, asked) };
}

/** Returns the versions that the form was made from, by lead. */
function readVersions(form: URLSearchParams): ReadonlyMap<number, string> {
  const versions = form.getAll("version");
  return new Map(form.getAll("lead_id").map((text, n) => [Number(text), versions[n] ?? ""]));
}

/** Summarizes what happened to many leads. */
function summary({ outcomes, stopped }: KeptCopies, asked: readonly number[], keep: Copy): string {
  const count = (outcome: KeepOutcome) => [...outcomes.values()].filter((each) => each === outcome).length;
  const kept = `The ${keep} copy of ${showCounted(count("kept"), "lead")} was kept. The other copies were saved here and deleted from ${OTHER_TABLE[keep]}.`;
  const left = (["changed", "hidden", "in_call"] as const)
    .filter((outcome) => count(outcome) > 0)
    .map((outcome) => ` ${showCounted(count(outcome), "lead")} ${LEFT_LABELS[outcome]}: nothing was done.`);
  const untouched = asked.length - outcomes.size;
  const rest = stopped
    ? ` Stopped by an error (${stopped.fault.code}): ${showCounted(untouched, "lead")} left as before.`
    : "";
  return kept + left.join("") + rest;
}

/** Pages that compare both copies of leads and keep one of them. */
export const resolvePages = {
  async ask(context: ResolveContext): Promise<PageAnswer> {
    const { asked, found } = await findCopies(context, context.page.query.getAll("lead_id"));
    return render(context, asked, found);
  },

  /** Keeps one copy of each lead. @throws PageError page_not_found */
  async keep(context: ResolveContext): Promise<PageAnswer> {
    const { form, requestId } = context.page;
    const keep = COPIES.find((copy) => copy === form.get("keep"));
    const { asked, found } = await findCopies(context, form.getAll("lead_id"));
    if (!keep) return refusePage({ code: "page_not_found" });
    const kept = await keepCopies(context, found, keep, readVersions(form));
    const [only] = asked;
    if (asked.length > 1)
      return redirectTo(`/history/resolved?request=${requestId}`, summary(kept, asked, keep));
    const outcome = kept.outcomes.get(only ?? -1) ?? "changed";
    if (outcome !== "kept")
      return render(context, asked, await readCopies(context, asked), PROBLEMS[outcome]);
    return redirectTo(
      `/history/lead?lead_id=${only}`,
      `Lead ${only}: the ${keep} copy was kept. The ${OTHER[keep]} copy was saved here and deleted from ${OTHER_TABLE[keep]}.`,
    );
  },
};
