import type { Found } from "../../leads/lookup/archiveSearch.ts";
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
/** Leads that one look may take: a page must be quick on ten million of them. */
const LOOKS = 10_000;

/** A field for partials/field.ejs. */
interface Field {
  readonly name: SearchField;
  readonly label: string;
  readonly hint?: string;
  readonly type?: "date" | "text";
  readonly value: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** The fields of the search, those with days in a row of their own. */
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
  // What is no day is shown only by a field for text.
  const day = (name: SearchField, label: string): Field => ({
    ...text(name, label, ""),
    type: errors[name] === undefined ? "date" : "text",
  });
  return {
    texts: [
      text("lead_id", "Lead ids", "one, or several with commas", { inputmode: "numeric" }),
      text("phone", "Phone", "the whole number, without country code", { inputmode: "tel" }),
      text("vendor", "Vendor code", "", { maxlength: "20" }),
      text("list", "List", "its number; also of a deleted one", { list: "lists" }),
      text("status", "Status", "one, or several with commas"),
    ],
    days: [
      day("called_from", "Last called from"),
      day("called_to", "to"),
      day("entered_from", "Entered from"),
      day("entered_to", "to"),
    ],
  };
}

/** A found lead as a row. */
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

/** How many leads were found, in words, and whether that is all. */
function countWords({ leadIds, isWhole, looked, along }: Found) {
  const count = showCount(leadIds.length);
  if (isWhole) {
    const title = leadIds.length === 1 ? "1 archived lead fits" : `${count} archived leads fit`;
    return {
      title,
      note: leadIds.length > MOST_LEADS ? `A run takes the first ${showCount(MOST_LEADS)}.` : "",
    };
  }
  return {
    title: `At least ${count} archived leads fit`,
    note: `More than ${showCount(looked)} archived leads match by ${COLUMN_LABELS[along]}; the first ${showCount(looked)} were looked at here. A run goes through all of them, and takes up to ${showCount(MOST_LEADS)}.`,
  };
}

function startOf(query: URLSearchParams, total: number): number {
  const from = Number(/^\d{1,9}$/.exec(query.get("from") ?? "")?.[0] ?? 0);
  return from < total ? from - (from % PAGE_SIZE) : 0;
}

async function resultOf(page: Page, form: SearchForm, scope: ListScope) {
  const { archiveSearch, locations } = page.customer.stores;
  const found = await archiveSearch.look(form.search, scope, LOOKS);
  if ("startable" in found)
    return { startable: found.startable.map((column) => COLUMN_LABELS[column]).join(", "), found: null };
  const from = startOf(page.query, found.leadIds.length);
  const shown = found.leadIds.slice(from, from + PAGE_SIZE);
  const facts = await locations.factsOf("vicidial_list_archive", shown);
  const more = from + PAGE_SIZE < found.leadIds.length;
  return {
    startable: null,
    found: {
      ...countWords(found),
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

/** What went wrong with what was sent, beside what was typed. */
export interface FindProblem {
  readonly form?: SearchForm;
  readonly errors?: FieldErrors;
  /** The ids that were pasted. */
  readonly pasted?: string;
}

/** The search form, what it found, and the form for a list. */
export async function showFind(page: Page, problem: FindProblem = {}): Promise<PageAnswer> {
  const form = problem.form ?? readSearchForm(page.query);
  const errors = { ...form.errors, ...problem.errors };
  const isAsked = Object.values(form.values).some((value) => value !== "");
  const mayLook = isAsked && Object.keys(errors).length === 0;
  const scope = await page.customer.lists.scopeOf(page.user.allowedCampaigns);
  const [lists, startable, result] = await Promise.all([
    page.customer.lists.choices(scope),
    page.customer.stores.archiveSearch.startable(),
    mayLook ? resultOf(page, form, scope) : { startable: null, found: null },
  ]);
  const isWrong = Object.keys(errors).length > 0 || result.startable !== null;
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
    status: isWrong ? 422 : 200,
    styles: RUN_STYLES,
  });
}
