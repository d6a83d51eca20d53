import type { SearchResult } from "../../leads/lookup/archiveSearch.ts";
import type { LeadFacts } from "../../leads/lookup/locations.ts";
import { MOST_LEADS } from "../../runs/work/leadCollector.ts";
import { showCell } from "../../vicidial/leadPrivacy.ts";
import type { ListScope } from "../../vicidial/lists.ts";
import { showCount } from "../history/batchView.ts";
import { RUN_STYLES } from "../runs/runContext.ts";
import type { Page } from "../shell/adminPage.ts";
import type { FieldErrors } from "../shell/form.ts";
import { fieldsQuery } from "../shell/formFields.ts";
import { type PageAnswer, renderView } from "../shell/pageAnswer.ts";
import { COLUMN_LABELS, readSearchForm, type SearchField, type SearchForm } from "./searchForm.ts";

const PAGE_SIZE = 50;
/** Leads examined per page view. Keeps the page fast on an archive of ten million leads. */
const EXAMINED_LEADS = 10_000;

/** A field for partials/field.ejs. */
interface Field {
  readonly name: SearchField;
  readonly label: string;
  readonly hint?: string;
  readonly type?: "date" | "text";
  readonly value: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Fields of the search form. Dates have their own row. */
function fieldsOf({ values, errors }: SearchForm): { texts: readonly Field[]; days: readonly Field[] } {
  const text = (
    name: SearchField,
    label: string,
    hint: string,
    attributes: Field["attributes"] = {},
  ): Field => ({
    name,
    label,
    ...(hint !== "" && { hint }),
    value: values[name],
    attributes: { autocomplete: "off", spellcheck: "false", ...attributes },
  });
  // A date input cannot show a typing error, so it becomes a text input.
  const day = (name: SearchField, label: string): Field => ({
    ...text(name, label, ""),
    type: errors[name] === undefined ? "date" : "text",
  });
  return {
    texts: [
      text("lead_id", "Lead ids", "For example: 1001, 1002", { inputmode: "numeric" }),
      text("phone", "Phone", "Full number, no country code", { inputmode: "tel" }),
      text("vendor", "Vendor code", "Exact code", { maxlength: "20" }),
      text("list", "List", "List number, for example 1001", { list: "lists" }),
      text("status", "Status", "For example: NEW, CALLBK"),
    ],
    days: [
      day("called_from", "Last called from"),
      day("called_to", "Last called to"),
      day("entered_from", "Entered from"),
      day("entered_to", "Entered to"),
    ],
  };
}

/** Builds the row of a lead, masked for the user. */
function showRow(leadId: number, facts: LeadFacts, { user }: Page) {
  const cell = (column: keyof LeadFacts) => {
    const value = facts[column];
    return showCell(user, column, value === null ? null : String(value)) ?? null;
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
function describeCount({ leadIds, isWhole, examined: looked, along }: SearchResult) {
  const count = showCount(leadIds.length);
  if (isWhole) {
    const title = leadIds.length === 1 ? "1 archived lead found" : `${count} archived leads found`;
    return {
      title,
      note: leadIds.length > MOST_LEADS ? `A run includes the first ${showCount(MOST_LEADS)}.` : "",
    };
  }
  return {
    title: `At least ${count} archived leads found`,
    note: `This page examined the first ${showCount(looked)} leads that match the ${COLUMN_LABELS[along]}. A run examines all of them and includes up to ${showCount(MOST_LEADS)}.`,
  };
}

function pageStart(query: URLSearchParams, total: number): number {
  const from = Number(/^\d{1,9}$/.exec(query.get("from") ?? "")?.[0] ?? 0);
  return from < total ? from - (from % PAGE_SIZE) : 0;
}

async function search(page: Page, form: SearchForm, scope: ListScope) {
  const { archiveSearch, locations } = page.customer.stores;
  const found = await archiveSearch.find(form.search, scope, EXAMINED_LEADS);
  if ("startable" in found)
    return { startable: found.startable.map((column) => COLUMN_LABELS[column]).join(", "), found: null };
  const from = pageStart(page.query, found.leadIds.length);
  const shown = found.leadIds.slice(from, from + PAGE_SIZE);
  const facts = await locations.factsOf("vicidial_list_archive", shown);
  const more = from + PAGE_SIZE < found.leadIds.length;
  return {
    startable: null,
    found: {
      ...describeCount(found),
      isEmpty: found.leadIds.length === 0 && found.isWhole,
      rows: shown.flatMap((leadId) => {
        const lead = facts.get(leadId);
        return lead ? [showRow(leadId, lead, page)] : [];
      }),
      range: `${showCount(from + 1)} to ${showCount(from + shown.length)}`,
      previous: from > 0 ? fieldsQuery(form.values, { from: from - PAGE_SIZE }) : null,
      next: more ? fieldsQuery(form.values, { from: from + PAGE_SIZE }) : null,
    },
  };
}

/** Errors of a submitted form, with the submitted values. */
export interface FindProblem {
  readonly form?: SearchForm;
  readonly errors?: FieldErrors;
  /** The pasted ids as submitted. */
  readonly pasted?: string;
}

/** Renders the search form with its results, and the upload form. */
export async function showFind(page: Page, problem: FindProblem = {}): Promise<PageAnswer> {
  const form = problem.form ?? readSearchForm(page.query);
  const errors = { ...form.errors, ...problem.errors };
  const isAsked = Object.values(form.values).some((value) => value !== "");
  const mayLook = isAsked && Object.keys(errors).length === 0;
  const scope = await page.customer.lists.scopeOf(page.user.allowedCampaigns);
  const [lists, startable, result] = await Promise.all([
    page.customer.lists.choices(scope),
    page.customer.stores.archiveSearch.startable(),
    mayLook ? search(page, form, scope) : { startable: null, found: null },
  ]);
  const hasErrors = Object.keys(errors).length > 0 || result.startable !== null;
  const locals = {
    typed: form.values,
    fields: fieldsOf(form),
    pasted: problem.pasted ?? "",
    errors,
    lists,
    startable: startable.map((column) => COLUMN_LABELS[column]),
    unanswerable: result.startable,
    found: result.found,
    isAsked,
    isRestricted: scope.kind !== "every",
    mostLeads: showCount(MOST_LEADS),
  };
  return renderView("leads/index", "Find archived leads", locals, {
    status: hasErrors ? 422 : 200,
    styles: RUN_STYLES,
  });
}
