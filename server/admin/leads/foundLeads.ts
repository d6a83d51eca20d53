import type { SearchResult } from "../../leads/lookup/archiveSearch.ts";
import type { LeadFacts } from "../../leads/lookup/locations.ts";
import type { SearchOrder } from "../../leads/lookup/searchTerms.ts";
import { MOST_LEADS } from "../../runs/work/leadCollector.ts";
import { type LeadPrivacy, showCell } from "../../vicidial/leadPrivacy.ts";
import type { ListScope } from "../../vicidial/lists.ts";
import { showCount, showCounted } from "../history/batchView.ts";
import type { Page } from "../shell/adminPage.ts";
import { fieldsQuery } from "../shell/formFields.ts";
import { numberedPage } from "./pageNumbers.ts";
import { COLUMN_LABELS, orderText, sortableColumns } from "./searchFields.ts";
import type { SearchForm } from "./searchForm.ts";

const PAGE_SIZE = 50;
/** Leads examined per page view. Keeps the page fast on an archive of ten million leads. */
export const EXAMINED_LEADS = 10_000;

/** What the page of results depends on. */
export interface ResultsWanted {
  readonly form: SearchForm;
  readonly order: SearchOrder;
  readonly scope: ListScope;
  /** Names the page of results. */
  readonly query: URLSearchParams;
}

/** Columns of the results; those with a `sort` can be sorted by. */
const COLUMNS: readonly {
  readonly label: string;
  readonly sort?: SearchOrder["column"];
  readonly isNumber?: true;
}[] = [
  { label: "Lead", sort: "lead_id" },
  { label: "List", sort: "list_id" },
  { label: "Status", sort: "status" },
  { label: "Phone" },
  { label: "Name" },
  { label: "Calls", sort: "called_count", isNumber: true },
  { label: "Last call", sort: "last_local_call_time" },
];

/** Builds the row of a lead, masked for the user. */
function showRow(leadId: number, facts: LeadFacts, privacy: LeadPrivacy) {
  const cell = (column: keyof LeadFacts) => {
    const value = facts[column];
    return showCell(privacy, column, value === null ? null : String(value)) ?? null;
  };
  const orDash = (value: string | null) => (value === null || value === "" ? "–" : value);
  const names = [cell("first_name"), cell("last_name")].filter((name) => name !== null && name !== "");
  return {
    leadId,
    list: orDash(cell("list_id")),
    status: orDash(cell("status")),
    phone: orDash(cell("phone_number")),
    name: orDash(names.join(" ")),
    calls: orDash(cell("called_count")),
    lastCall: orDash(cell("last_local_call_time")),
  };
}

/** Describes how many leads were found, and whether the search was complete. */
function describeCount({ leadIds, isWhole, examined, along }: SearchResult) {
  const count = showCount(leadIds.length);
  if (isWhole)
    return {
      title: `${showCounted(leadIds.length, "archived lead")} found`,
      checkAll: leadIds.length === 1 ? "Check this lead" : `Check all ${count} leads`,
      note: "",
    };
  return {
    title: `At least ${count} archived leads found`,
    checkAll: "Check all matching leads",
    note: `This page examined and sorted the first ${showCount(examined)} leads that match the ${COLUMN_LABELS[along]}. A run and the CSV file include all of them, a run up to ${showCount(MOST_LEADS)}.`,
  };
}

function headings({ order, form }: ResultsWanted, privacy: LeadPrivacy) {
  const sortable = new Set(sortableColumns(privacy));
  return COLUMNS.map(({ label, sort, isNumber = false }) => {
    const isSorted = sort === order.column;
    const next = sort && orderText({ column: sort, isDescending: isSorted && !order.isDescending });
    return {
      label,
      isNumber,
      sorted: isSorted ? (order.isDescending ? "descending" : "ascending") : null,
      query:
        next !== undefined && sort && sortable.has(sort) ? fieldsQuery(form.values, { sort: next }) : null,
    };
  });
}

/** Builds one page of the results. */
export async function foundView(page: Page, result: SearchResult, wanted: ResultsWanted) {
  const { leadIds } = result;
  const { form, order, query } = wanted;
  const at = numberedPage(query, leadIds.length, PAGE_SIZE);
  const shown = leadIds.slice(at.start, at.start + PAGE_SIZE);
  const facts = await page.customer.stores.locations.factsOf("vicidial_list_archive", shown);
  const sort = orderText(order);
  const pageQuery = (number: number) => fieldsQuery(form.values, { sort, page: number });
  const rows = shown.flatMap((leadId) => {
    const lead = facts.get(leadId);
    return lead ? [showRow(leadId, lead, page.user)] : [];
  });
  return {
    ...describeCount(result),
    isEmpty: leadIds.length === 0 && result.isWhole,
    headings: headings(wanted, page.user),
    rows,
    sort,
    page: at.page,
    pageIds: rows.map(({ leadId }) => leadId).join(" "),
    hasPages: at.pages > 1,
    range: `${showCount(at.start + 1)} to ${showCount(at.start + shown.length)} of ${result.isWhole ? "" : "at least "}${showCount(leadIds.length)}`,
    numbers: at.numbers.map((number) =>
      number === null
        ? null
        : { number: showCount(number), href: pageQuery(number), isCurrent: number === at.page },
    ),
    previous: at.page > 1 ? pageQuery(at.page - 1) : null,
    next: at.page < at.pages ? pageQuery(at.page + 1) : null,
    file: page.may("leads", "export") ? fieldsQuery(form.values) : null,
  };
}
