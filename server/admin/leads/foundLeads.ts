import type { LeadFacts } from "../../leads/lookup/locations.ts";
import type { SearchOrder } from "../../leads/lookup/searchTerms.ts";
import type { SearchResult } from "../../leads/lookup/tableSearch.ts";
import { counted, phrase } from "../../lib/phrase.ts";
import { MOST_LEADS } from "../../runs/work/collectLimits.ts";
import { columnName, isHidden, type LeadPrivacy, showCell } from "../../vicidial/leadPrivacy.ts";
import type { ListScope } from "../../vicidial/lists.ts";
import { showCount } from "../history/batchView.ts";
import type { Page } from "../shell/adminPage.ts";
import { fieldsQuery } from "../shell/formFields.ts";
import type { ChosenTable } from "./chosenTable.ts";
import { numberedPage } from "./pageNumbers.ts";
import { columnTerm, orderText, sortableColumns } from "./searchFields.ts";
import type { SearchForm } from "./searchForm.ts";

const PAGE_SIZE = 50;
/** Leads examined per page view. Keeps the page fast on a table of ten million leads. */
export const EXAMINED_LEADS = 10_000;

/** What the page of results depends on. */
export interface ResultsWanted {
  readonly form: SearchForm;
  readonly order: SearchOrder;
  readonly scope: ListScope;
  readonly chosen: ChosenTable;
  /** Names the page of results. */
  readonly query: URLSearchParams;
}

interface Column {
  readonly column: "lead_id" | keyof LeadFacts;
  readonly label: string;
  readonly sort?: SearchOrder["column"];
  readonly isNumber?: true;
}

/** Columns of the results; those with a `sort` can be sorted by. */
const COLUMNS: readonly Column[] = [
  { column: "lead_id", label: phrase("Lead"), sort: "lead_id" },
  { column: "list_id", label: phrase("List"), sort: "list_id" },
  { column: "status", label: phrase("Status"), sort: "status" },
  { column: "phone_number", label: phrase("Phone") },
  { column: "last_name", label: phrase("Name") },
  { column: "called_count", label: phrase("Calls"), sort: "called_count", isNumber: true },
  { column: "last_local_call_time", label: phrase("Last call"), sort: "last_local_call_time" },
];

/** The name shows two columns, so neither renames it and both must be hidden to hide it. */
function isShown(privacy: LeadPrivacy, { column }: Column): boolean {
  return !isHidden(privacy, column) || (column === "last_name" && !isHidden(privacy, "first_name"));
}

function shownColumns(privacy: LeadPrivacy): readonly Column[] {
  return COLUMNS.filter((column) => isShown(privacy, column));
}

function labelOf(privacy: LeadPrivacy, { column, label }: Column): string {
  return column === "last_name" ? label : columnName(privacy, column, label);
}

/** Builds the row of a lead, masked for the user. */
function showRow(leadId: number, facts: LeadFacts, privacy: LeadPrivacy) {
  const cell = (column: keyof LeadFacts) => {
    const value = facts[column];
    return showCell(privacy, column, value === null ? null : String(value)) ?? "";
  };
  const textOf = (column: Column["column"]) => {
    if (column === "lead_id") return String(leadId);
    if (column !== "last_name") return cell(column);
    return [cell("first_name"), cell("last_name")].filter((name) => name !== "").join(" ");
  };
  const cells = shownColumns(privacy)
    .filter(({ column }) => column !== "lead_id")
    .map((each) => ({
      label: labelOf(privacy, each),
      text: textOf(each.column) || "–",
      isNumber: each.isNumber ?? false,
    }));
  return { leadId, cells };
}

/** Describes how many leads were found, and whether the search was complete. */
function describeCount(
  { leadIds, isWhole, examined, along }: SearchResult,
  { texts }: ChosenTable,
  privacy: LeadPrivacy,
) {
  const count = leadIds.length;
  const [one, many, least] = texts.found;
  if (isWhole)
    return {
      title: counted(count, one, many),
      checkAll: counted(count, phrase("Check this lead"), phrase("Check all %1s leads")),
      note: "",
    };
  return {
    title: phrase(least, showCount(count)),
    checkAll: phrase("Check all matching leads"),
    note: phrase(
      "This page examined and sorted the first %1s leads that match the %2s. A run and the CSV file include all of them, a run up to %3s.",
      showCount(examined),
      columnTerm(privacy, along),
      showCount(MOST_LEADS),
    ),
  };
}

function headings({ order, form, chosen }: ResultsWanted, privacy: LeadPrivacy) {
  const sortable = new Set(sortableColumns(privacy));
  return shownColumns(privacy).map((column) => {
    const { sort, isNumber = false } = column;
    const isSorted = sort === order.column;
    const next = sort && orderText({ column: sort, isDescending: isSorted && !order.isDescending });
    return {
      label: labelOf(privacy, column),
      isNumber,
      sorted: isSorted ? (order.isDescending ? "descending" : "ascending") : null,
      query:
        next !== undefined && sort && sortable.has(sort)
          ? fieldsQuery(form.values, { ...chosen.fields, sort: next })
          : null,
    };
  });
}

/** Builds one page of the results. */
export async function foundView(page: Page, result: SearchResult, wanted: ResultsWanted) {
  const { leadIds } = result;
  const { form, order, query, chosen } = wanted;
  const at = numberedPage(query, leadIds.length, PAGE_SIZE);
  const shown = leadIds.slice(at.start, at.start + PAGE_SIZE);
  const facts = await page.customer.stores.locations.factsOf(chosen.table, shown);
  const sort = orderText(order);
  const bounds = [showCount(at.start + 1), showCount(at.start + shown.length)] as const;
  const pageQuery = (number: number) => fieldsQuery(form.values, { ...chosen.fields, sort, page: number });
  const rows = shown.flatMap((leadId) => {
    const lead = facts.get(leadId);
    return lead ? [showRow(leadId, lead, page.user)] : [];
  });
  return {
    ...describeCount(result, chosen, page.user),
    isEmpty: leadIds.length === 0 && result.isWhole,
    headings: headings(wanted, page.user),
    rows,
    sort,
    page: at.page,
    pageIds: rows.map(({ leadId }) => leadId).join(" "),
    hasPages: at.pages > 1,
    range: result.isWhole
      ? phrase("%1s to %2s of %3s", ...bounds, showCount(leadIds.length))
      : phrase("%1s to %2s of at least %3s", ...bounds, showCount(leadIds.length)),
    numbers: at.numbers.map((number) =>
      number === null
        ? null
        : { number: showCount(number), href: pageQuery(number), isCurrent: number === at.page },
    ),
    previous: at.page > 1 ? pageQuery(at.page - 1) : null,
    next: at.page < at.pages ? pageQuery(at.page + 1) : null,
    file: page.may("leads", "export") ? fieldsQuery(form.values, chosen.fields) : null,
  };
}
