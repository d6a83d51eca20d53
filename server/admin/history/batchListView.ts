import { Temporal } from "temporal-polyfill";
import type { BatchPage, Cursor } from "../../history/batchSearch.ts";
import type { ApiKey } from "../../keys/apiKeyRow.ts";
import { DIRECTIONS } from "../../leads/tables/direction.ts";
import { showBatch } from "./batchView.ts";
import {
  BY_HAND,
  FILTER_FIELDS,
  type FilterField,
  type FilterForm,
  filterQuery,
  readCursor,
  readFilterForm,
} from "./filterForm.ts";
import { type HistorySources, mayKnow, type Viewer } from "./historySources.ts";
import { DIRECTION_LABELS, OUTCOME_FILTERS } from "./outcomeLabels.ts";

export const PAGE_SIZE = 50;
const NOTHING: BatchPage = { batches: [], newer: null, older: null, isUnfinished: false };

interface Choice {
  readonly value: string;
  readonly label: string;
}

function keyChoices(keys: readonly ApiKey[]): readonly Choice[] {
  const named = keys.map(({ id, label, prefix, revokedAt }) => ({
    value: String(id),
    label: `${label} (${prefix}…${revokedAt ? ", revoked" : ""})`,
  }));
  return [{ value: BY_HAND, label: "By hand" }, ...named];
}

/** Customers that a key has ever been for; with one there is nothing to choose. */
function customerChoices(keys: readonly ApiKey[], { values }: FilterForm): readonly Choice[] {
  const names = new Set(["default", ...keys.map(({ customer }) => customer)]);
  if (values.customer !== "") names.add(values.customer);
  if (names.size < 2) return [];
  return [...names].sort().map((name) => ({ value: name, label: name }));
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

/** Browsers show a day in a field for days; whatever else was typed only in one for text. */
function dateType(typed: string): "date" | "text" {
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
  return [
    typed("from", "From"),
    typed("to", "To"),
    chosen("outcome", "Outcome", "Any", OUTCOME_FILTERS),
    chosen("direction", "Direction", "Both ways", directions),
    chosen("key", "Key", "Any", keyChoices(keys)),
    ...(customers.length > 0 ? [chosen("customer", "Customer", "Any", customers)] : []),
    typed("user", "User", { maxlength: "20", spellcheck: "false" }),
    typed("lead_id", "Lead id", { inputmode: "numeric" }),
  ];
}

/** Days that people ask for most, as addresses. */
function quickDays(form: FilterForm, zone: string, now: Date) {
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(zone).toPlainDate();
  return [
    { label: "Today", days: 0 },
    { label: "7 days", days: 6 },
    { label: "30 days", days: 29 },
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

/** What stands where no batch is to be shown. */
function emptyWords({ isUnfinished }: BatchPage, isFirstPage: boolean, isFiltered: boolean) {
  if (isUnfinished)
    return { title: "Nothing yet", text: "None of the batches looked at so far fits. There are older ones." };
  if (!isFirstPage) return { title: "No more batches", text: "This is the end of the list." };
  if (isFiltered) return { title: "No batch fits", text: "Take a filter away, or clear all of them." };
  return {
    title: "No batches yet",
    text: "As soon as leads are brought back, each batch is listed here with what became of every lead.",
  };
}

/** The batches that an address asks for, and the form that asks for others. */
export async function listView(sources: HistorySources, viewer: Viewer, query: URLSearchParams) {
  const { keys, zone, now } = viewer;
  const form = readFilterForm(query, zone);
  const hasErrors = Object.keys(form.errors).length > 0;
  const isFiltered = FILTER_FIELDS.some((field) => form.values[field] !== "");
  const { leadId } = form.filter;
  const mayAsk = !hasErrors && (leadId === undefined || (await mayKnow(sources, viewer, leadId)));
  const cursor = readCursor(query);
  const page = mayAsk ? await sources.search.page(form.filter, cursor, PAGE_SIZE) : NOTHING;
  return {
    values: form.values,
    errors: form.errors,
    hasErrors,
    isFiltered,
    empty: emptyWords(page, cursor === undefined, isFiltered),
    fields: fieldsOf(keys, form),
    quick: quickDays(form, zone, now),
    showsCustomer: customerChoices(keys, form).length > 0,
    batches: page.batches.map((batch) => showBatch(batch, viewer)),
    pager: pagerOf(form, page, cursor),
    csvQuery: viewer.mayExport && !hasErrors ? filterQuery(form.values) : null,
  };
}
