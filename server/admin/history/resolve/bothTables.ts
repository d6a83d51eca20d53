import { isVisible } from "../../../history/visibleLeads.ts";
import type { LeadLocation } from "../../../leads/lookup/locations.ts";
import type { Difference } from "../../../leads/move/outcome.ts";
import { counted, phrase } from "../../../lib/phrase.ts";
import { columnName, isHidden } from "../../../vicidial/leadPrivacy.ts";
import { optionalDisplayTime } from "../../format/displayTime.ts";
import { relativeTime } from "../../format/relativeTime.ts";
import { fieldsQuery } from "../../shell/formFields.ts";
import { type PageAnswer, redirectTo, renderView } from "../../shell/pageAnswer.ts";
import { showCount } from "../batchView.ts";
import { type ShownCell, showDifferences } from "../cellDifference.ts";
import { parseLeadId } from "../filterForm.ts";
import type { Viewer } from "../historySources.ts";
import { readBothFilter } from "./bothFilter.ts";
import type { ResolveContext } from "./leadCopies.ts";

const PAGE_SIZE = 50;
/** Differences of a lead that the list shows; its own page shows all. */
const AT_A_GLANCE = 3;
/** Characters of a value that the list shows. */
const GLANCE_LENGTH = 24;

/** Shortens a value; the whole value keeps the mark on what differs. */
function glance(cell: ShownCell): ShownCell {
  const text = cell.before + cell.differing + cell.after;
  if (text.length <= GLANCE_LENGTH) return cell;
  return { kind: cell.kind, before: `${text.slice(0, GLANCE_LENGTH)}…`, differing: "", after: "" };
}

function showLine(
  leadId: number,
  { live, archived }: LeadLocation,
  differences: readonly Difference[],
  { privacy }: Viewer,
) {
  const shown = showDifferences(differences, "dearchive", privacy);
  return {
    leadId,
    list: live === archived ? String(live) : `${archived} → ${live}`,
    isEqual: differences.length === 0,
    differences: shown.slice(0, AT_A_GLANCE).map((difference) => ({
      column: difference.column,
      archived: glance(difference.archived),
      live: glance(difference.live),
    })),
    more: Math.max(0, shown.length - AT_A_GLANCE),
  };
}

/** Reads the leads as they are now, and forgets those that are no longer in both tables. */
export async function linesOf({ sources, viewer }: ResolveContext, leadIds: readonly number[]) {
  const locations = await sources.locations.listsOf(leadIds);
  const isInBoth = (leadId: number) => {
    const { live, archived } = locations.get(leadId) ?? {};
    return live !== undefined && archived !== undefined;
  };
  await sources.knownDuplicates.forget(leadIds.filter((leadId) => !isInBoth(leadId)));
  const visible = leadIds.filter(
    (leadId) => isInBoth(leadId) && isVisible(viewer.scope, locations.get(leadId) ?? {}),
  );
  const differences = await sources.locations.differencesOf(visible);
  return visible.map((leadId) =>
    showLine(leadId, locations.get(leadId) ?? {}, differences.get(leadId) ?? [], viewer),
  );
}

/** Describes how current the list is. */
export async function searchView({ sources, viewer }: ResolveContext) {
  const search = await sources.knownDuplicates.search();
  const finishedAt = search?.finishedAt ?? null;
  return {
    finishedAt: optionalDisplayTime(finishedAt, viewer.zone),
    ago: finishedAt && relativeTime(finishedAt, viewer.now),
    lastChecked: showCount(search?.lastChecked ?? 0),
    isUnderWay: (search?.checked ?? 0) > 0 || finishedAt === null,
    checked: showCount(search?.checked ?? 0),
    isCut: search?.isCut ?? false,
  };
}

/** Lists the leads in both tables, with what differs. */
export async function listBoth(context: ResolveContext): Promise<PageAnswer> {
  const { page, sources, viewer } = context;
  const { values, errors, filter, fields } = readBothFilter(page.query);
  const isWrong = Object.keys(errors).length > 0;
  const after = parseLeadId(page.query.get("after") ?? "") ?? -1;
  const { knownDuplicates } = sources;
  const ids = isWrong ? [] : await knownDuplicates.idsAfter(viewer.scope, filter, after, PAGE_SIZE + 1);
  const shown = ids.slice(0, PAGE_SIZE);
  const lines = await linesOf(context, shown);
  const count = isWrong ? 0 : await knownDuplicates.count(viewer.scope, filter);
  const last = shown.at(-1);
  const listName = isHidden(viewer.privacy, "list_id")
    ? null
    : columnName(viewer.privacy, "list_id", phrase("List"));
  const locals = {
    title: counted(count, phrase("1 lead in both tables"), phrase("%1s leads in both tables")),
    listName,
    fields: fields.flatMap((field) => {
      if (field.name !== "list") return [field];
      return listName === null ? [] : [{ ...field, label: listName }];
    }),
    errors,
    isFiltered: Object.values(values).some((value) => value !== ""),
    lines,
    search: await searchView(context),
    count: showCount(count),
    isMore: count > lines.length,
    allQuery: fieldsQuery(values),
    pageQuery: `?${lines.map(({ leadId }) => `lead_id=${leadId}`).join("&")}`,
    firstQuery: after < 0 ? null : fieldsQuery(values),
    nextQuery: ids.length > PAGE_SIZE && last !== undefined ? fieldsQuery(values, { after: last }) : null,
    isRestricted: viewer.scope.kind !== "every",
  };
  return renderView("history/both", phrase("Leads in both tables"), locals, {
    status: isWrong ? 422 : 200,
    styles: ["history.css", "runs.css"],
    scripts: ["pick.js"],
  });
}

/** Starts the search for leads in both tables again. */
export async function searchAgain({ sources }: ResolveContext): Promise<PageAnswer> {
  await sources.knownDuplicates.restart();
  return redirectTo(
    "/history/both",
    phrase("The search has started. Reload this page to see what it finds."),
  );
}
