import { Temporal } from "temporal-polyfill";
import type { BatchFilter } from "../../history/batchFilter.ts";
import type { BatchPage, Cursor } from "../../history/batchSearch.ts";
import type { ApiKey } from "../../keys/apiKey.ts";
import { DIRECTIONS } from "../../leads/tables/direction.ts";
import { type PageText, phrase } from "../../lib/phrase.ts";
import { readOpenRun, showEntries, showUngrouped } from "./entryLines.ts";
import {
  FILTER_FIELDS,
  type FilterField,
  type FilterForm,
  filterQuery,
  MANUAL,
  readCursor,
  readFilterForm,
} from "./filterForm.ts";
import { type HistorySources, maySearch, type Viewer } from "./historySources.ts";
import { DIRECTION_LABELS, OUTCOME_FILTERS } from "./outcomeLabels.ts";

export const PAGE_SIZE = 50;
const EMPTY_PAGE: BatchPage = { batches: [], newer: null, older: null, isUnfinished: false };

/** A choice has a label, or a name that is data. */
interface Choice {
  readonly value: string;
  readonly label?: PageText;
  readonly name?: string;
}

function keyChoices(keys: readonly ApiKey[]): readonly Choice[] {
  const named = keys.map(({ id, label, prefix, revokedAt }) => ({
    value: String(id),
    label: revokedAt ? phrase("%1s (%2s…, revoked)", label, prefix) : phrase("%1s (%2s…)", label, prefix),
  }));
  return [{ value: MANUAL, label: phrase("Manual") }, ...named];
}

/** Customers of the visible keys. Empty when there is only one, because there is nothing to choose. */
function customerChoices(keys: readonly ApiKey[], { values }: FilterForm): readonly Choice[] {
  const names = new Set(["default", ...keys.map(({ customer }) => customer)]);
  if (values.customer !== "") names.add(values.customer);
  if (names.size < 2) return [];
  return [...names].sort().map((name) => ({ value: name, name }));
}

/** A field for partials/field.ejs. */
interface Field {
  readonly name: FilterField;
  readonly label: string;
  readonly value: string;
  readonly type: "text" | "date" | "select";
  readonly options?: readonly Choice[];
  readonly attributes?: Readonly<Record<string, string>>;
}

/** A date input cannot show other text, such as a date with a time or a typing error. */
export function dateType(typed: string): "date" | "text" {
  return typed === "" || /^\d{4}-\d{2}-\d{2}$/.test(typed) ? "date" : "text";
}

function fieldsOf(keys: readonly ApiKey[], form: FilterForm): readonly Field[] {
  const { values } = form;
  const typed = (name: FilterField, label: string, attributes: Field["attributes"] = {}): Field => ({
    name,
    label,
    value: values[name],
    type: name === "from" || name === "to" ? dateType(values[name]) : "text",
    attributes: { autocomplete: "off", ...attributes },
  });
  const chosen = (name: FilterField, label: string, any: string, choices: readonly Choice[]): Field => ({
    name,
    label,
    value: values[name],
    type: "select",
    options: [{ value: "", label: any }, ...choices],
  });
  const customers = customerChoices(keys, form);
  const directions = Object.values(DIRECTIONS).map(({ name }) => ({
    value: name,
    label: DIRECTION_LABELS[name],
  }));
  const any = phrase("Any");
  return [
    typed("from", phrase("From")),
    typed("to", phrase("To")),
    chosen("outcome", phrase("Outcome"), any, OUTCOME_FILTERS),
    chosen("direction", phrase("Action"), any, directions),
    chosen("key", phrase("API key"), any, keyChoices(keys)),
    ...(customers.length > 0 ? [chosen("customer", phrase("Customer"), any, customers)] : []),
    typed("user", phrase("User"), { maxlength: "20", spellcheck: "false" }),
    typed("lead_id", phrase("Lead id"), { inputmode: "numeric" }),
    typed("run", phrase("Run"), { inputmode: "numeric" }),
  ];
}

/** Shortcuts to common periods. */
function quickPeriods(form: FilterForm, zone: string, now: Date) {
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(zone).toPlainDate();
  return [
    { label: phrase("Today"), days: 0 },
    { label: phrase("Last 7 days"), days: 6 },
    { label: phrase("Last 30 days"), days: 29 },
  ].map(({ label, days }) => ({
    label,
    query: filterQuery({ ...form.values, from: today.subtract({ days }).toString(), to: "" }),
  }));
}

function pagerOf(
  { values }: FilterForm,
  { newer, older, isUnfinished }: BatchPage,
  cursor: Cursor | undefined,
) {
  const queryOf = (cursor: Cursor | null) => (cursor === null ? null : filterQuery(values, cursor));
  return {
    newest: cursor === undefined ? null : filterQuery(values),
    newer: queryOf(newer),
    older: queryOf(older),
    isUnfinished,
  };
}

/** Queries that show and hide the batches of a run on the same page of the list. */
function toggleOf({ values }: FilterForm, cursor: Cursor | undefined) {
  const close = filterQuery(values, { ...cursor });
  return { open: `${close === "" ? "?" : `${close}&`}open=`, close };
}

/** Message shown instead of an empty list. */
function emptyMessage({ isUnfinished }: BatchPage, isFirstPage: boolean, isFiltered: boolean) {
  if (isUnfinished)
    return {
      title: phrase("No matches so far"),
      text: phrase("Older batches have not been searched yet. Search further back."),
    };
  if (!isFirstPage) return { title: phrase("No more batches"), text: phrase("This is the end of the list.") };
  if (isFiltered)
    return { title: phrase("No matching batches"), text: phrase("Change a filter, or clear all filters.") };
  return {
    title: phrase("No batches yet"),
    text: phrase(
      "When leads are restored or archived, each batch is listed here with the outcome of every lead.",
    ),
  };
}

/** Builds the view of the batch list and its filter form. */
export async function listView(sources: HistorySources, viewer: Viewer, query: URLSearchParams) {
  const { keys, zone, now } = viewer;
  const form = readFilterForm(query, zone);
  const hasErrors = Object.keys(form.errors).length > 0;
  const isFiltered = FILTER_FIELDS.some((field) => form.values[field] !== "");
  const { leadId, runId, outcome } = form.filter;
  // An outcome, a lead or a run asks for batches, so these are not grouped.
  const isGrouped = leadId === undefined && runId === undefined && outcome === undefined;
  const filter: BatchFilter = isGrouped ? { ...form.filter, isListed: true } : form.filter;
  const mayAsk = !hasErrors && (await maySearch(sources, viewer, form.filter));
  const cursor = readCursor(query);
  const page = mayAsk ? await sources.search.page(filter, cursor, PAGE_SIZE) : EMPTY_PAGE;
  return {
    values: form.values,
    errors: form.errors,
    hasErrors,
    isFiltered,
    empty: emptyMessage(page, cursor === undefined, isFiltered),
    fields: fieldsOf(keys, form),
    quick: quickPeriods(form, zone, now),
    showsCustomer: customerChoices(keys, form).length > 0,
    batches: isGrouped
      ? await showEntries(sources, page.batches, viewer, readOpenRun(query))
      : await showUngrouped(sources, page.batches, viewer),
    mayMove: viewer.mayMove,
    toggle: toggleOf(form, cursor),
    pager: pagerOf(form, page, cursor),
    csvQuery: viewer.mayExport && !hasErrors ? filterQuery(form.values) : null,
  };
}
