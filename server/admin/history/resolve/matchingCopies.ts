import { COPIES, type Copy } from "../../../leads/tables/duplicates.ts";
import { counted, type PageText, phrase, verbatim } from "../../../lib/phrase.ts";
import { columnName } from "../../../vicidial/leadPrivacy.ts";
import { fieldsQuery } from "../../shell/formFields.ts";
import { type PageAnswer, redirectTo, renderView } from "../../shell/pageAnswer.ts";
import { refusePage } from "../../shell/pageErrors.ts";
import { showCount } from "../batchView.ts";
import { parseLeadId } from "../filterForm.ts";
import { readBothFilter } from "./bothFilter.ts";
import { linesOf, searchView } from "./bothTables.ts";
import { KEEP_OUTCOMES, keepCopies } from "./keepCopies.ts";
import { type ResolveContext, readCopies, visibleIds } from "./leadCopies.ts";
import { readRequest } from "./resolvedPages.ts";
import { keptSummary } from "./resolvePages.ts";
import { readCounts, renderWork } from "./workPage.ts";

/** Leads per request: about a second. */
const AT_ONCE = 100;
const SAMPLE_SIZE = 5;

const WORK_TITLES: Readonly<Record<Copy, string>> = {
  live: phrase("Keeping live copies"),
  archived: phrase("Keeping archived copies"),
};

/** Describes the filter in words. */
function describeFilter(
  { viewer }: ResolveContext,
  { values, fields }: ReturnType<typeof readBothFilter>,
): readonly { label: PageText; value: PageText }[] {
  const set = fields.filter(({ name }) => values[name] !== "");
  if (set.length === 0)
    return [{ label: phrase("Leads"), value: phrase("All that the last search found in both tables") }];
  return set.map(({ name, label, options = [] }) => ({
    label: name === "list" ? columnName(viewer.privacy, "list_id", label) : label,
    value: options.find(({ value }) => value === values[name])?.label ?? verbatim(values[name]),
  }));
}

function readShownAt(form: URLSearchParams): Date | undefined {
  const instant = new Date(form.get("shown_at") ?? "");
  return Number.isNaN(instant.getTime()) ? undefined : instant;
}

/** Reads the filter. @throws PageError page_not_found where a link has been changed by hand */
function filterOf(form: URLSearchParams) {
  const read = readBothFilter(form);
  if (Object.keys(read.errors).length > 0) refusePage({ code: "page_not_found" });
  return read;
}

/** Keeps one copy of all leads that match a filter: shows what they are, then works on them in several requests. */
export const matchingPages = {
  async ask(context: ResolveContext): Promise<PageAnswer> {
    const { page, sources, viewer } = context;
    const read = filterOf(page.query);
    const survey = await sources.duplicateChoice.survey(viewer.scope, read.filter);
    const ids = await sources.knownDuplicates.idsAfter(viewer.scope, read.filter, -1, SAMPLE_SIZE);
    const title = counted(
      survey.count,
      phrase("Which copy of 1 lead do you keep?"),
      phrase("Which copies of %1s leads do you keep?"),
    );
    const locals = {
      title,
      survey,
      count: showCount(survey.count),
      equal: survey.equal > 0 ? showCount(survey.equal) : null,
      columns: survey.columns.map(({ column, leads }) => ({
        column: columnName(viewer.privacy, column, column),
        leads: showCount(leads),
      })),
      uncomparable: counted(
        survey.uncomparable,
        phrase("1 more lead matches. Its copies cannot be compared, so it stays as it is."),
        phrase("%1s more leads match. Their copies cannot be compared, so they stay as they are."),
      ),
      sample: await linesOf(context, ids),
      filters: describeFilter(context, read),
      query: fieldsQuery(read.values),
      fields: { ...read.values, shown_at: survey.shownAt.toISOString(), total: survey.count },
      search: await searchView(context),
      isRestricted: viewer.scope.kind !== "every",
    };
    return renderView("history/keepMatching", phrase("Resolve leads in both tables"), locals, {
      styles: ["history.css", "runs.css"],
    });
  },

  /** Works on the next leads, and shows the progress or the result. @throws PageError page_not_found */
  async keep(context: ResolveContext): Promise<PageAnswer> {
    const { page, sources, viewer } = context;
    const { form } = page;
    const keep = COPIES.find((copy) => copy === form.get("keep"));
    const shownAt = readShownAt(form);
    const { values, filter } = filterOf(form);
    if (!keep || !shownAt) return refusePage({ code: "page_not_found" });
    const request = readRequest(form) ?? page.requestId;
    const before = parseLeadId(form.get("after") ?? "") ?? -1;
    const { total } = readCounts(form, ["total"]);
    const counts = readCounts(form, KEEP_OUTCOMES);

    const chosen = await sources.duplicateChoice.next(viewer.scope, filter, shownAt, before, AT_ONCE);
    const visible = await visibleIds(
      context,
      chosen.map(({ leadId }) => leadId),
    );
    const versions = new Map(chosen.map(({ leadId, version }) => [leadId, version]));
    const work = await keepCopies(context, await readCopies(context, visible), keep, versions, request);
    const handled = work.stopped ? [...work.outcomes.keys()] : chosen.map(({ leadId }) => leadId);
    // A lead that left a table, or went to a list that the viewer cannot access, has changed.
    for (const leadId of handled) counts[work.outcomes.get(leadId) ?? "changed"] += 1;

    const isOver = work.stopped === undefined && chosen.length < AT_ONCE;
    const done = KEEP_OUTCOMES.reduce((sum, outcome) => sum + counts[outcome], 0);
    const resultPath =
      counts.kept > 0 ? `/history/resolved?request=${request}` : `/history/both${fieldsQuery(values)}`;
    if (isOver) {
      counts.changed += Math.max(0, total - done);
      return redirectTo(resultPath, keptSummary(counts, keep));
    }
    const fields = { ...values, ...counts, keep, request, total, shown_at: shownAt.toISOString() };
    return renderWork({
      title: WORK_TITLES[keep],
      action: "/history/both/all",
      fields: { ...fields, after: Math.max(before, ...handled) },
      done,
      total,
      summary: keptSummary(counts, keep),
      stopped: work.stopped,
      leaveTo: resultPath,
    });
  },
};
