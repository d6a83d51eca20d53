import { type SearchColumn, type SearchOrder, SORT_COLUMNS } from "../../leads/lookup/searchTerms.ts";
import { type PageText, type Phrase, phrase, term } from "../../lib/phrase.ts";
import { columnName, isHidden, type LeadPrivacy, showCell } from "../../vicidial/leadPrivacy.ts";
import type { SearchField, SearchForm } from "./searchForm.ts";

/** Our names for a lead's columns, within a sentence. */
const COLUMN_LABELS: Readonly<Record<SearchColumn, string>> = {
  lead_id: phrase("lead id"),
  phone_number: phrase("phone"),
  vendor_lead_code: phrase("vendor code"),
  list_id: phrase("list"),
  last_local_call_time: phrase("last call"),
  status: phrase("status"),
  entry_date: phrase("entry date"),
  source_id: phrase("source"),
};

/** Returns a column's name, within a sentence. */
export function columnTerm(privacy: LeadPrivacy, column: SearchColumn): Phrase {
  return term(columnName(privacy, column, COLUMN_LABELS[column]));
}

/** Returns the names of the columns that the form has fields for, without those that the installation hides. */
export function columnTerms(privacy: LeadPrivacy, columns: readonly SearchColumn[]): readonly Phrase[] {
  const onForm: ReadonlySet<SearchColumn> = new Set(Object.values(FIELD_COLUMNS));
  return columns
    .filter((column) => onForm.has(column) && !isHidden(privacy, column))
    .map((each) => columnTerm(privacy, each));
}

/** Names of the orders, in each direction. */
const ORDER_LABELS: Readonly<Record<(typeof SORT_COLUMNS)[number], readonly [string, string, string]>> = {
  lead_id: [phrase("Lead id"), phrase("%1s, lowest first"), phrase("%1s, highest first")],
  list_id: [phrase("List"), phrase("%1s, lowest first"), phrase("%1s, highest first")],
  status: [phrase("Status"), phrase("%1s, A to Z"), phrase("%1s, Z to A")],
  called_count: [phrase("Calls"), phrase("%1s, fewest first"), phrase("%1s, most first")],
  last_local_call_time: [phrase("Last call"), phrase("%1s, oldest first"), phrase("%1s, newest first")],
};

function orderLabel(privacy: LeadPrivacy, { column, isDescending }: SearchOrder): PageText {
  const [ours, ascending, descending] = ORDER_LABELS[column];
  return phrase(isDescending ? descending : ascending, term(columnName(privacy, column, ours)));
}

/** Columns that the fields search. */
const FIELD_COLUMNS: Readonly<Record<SearchField, SearchColumn>> = {
  lead_id: "lead_id",
  phone: "phone_number",
  vendor: "vendor_lead_code",
  list: "list_id",
  status: "status",
  called_from: "last_local_call_time",
  called_to: "last_local_call_time",
  not_called: "last_local_call_time",
  entered_from: "entry_date",
  entered_to: "entry_date",
};

/** Returns the query without fields of columns that the installation hides. */
export function withoutHidden(query: URLSearchParams, privacy: LeadPrivacy): URLSearchParams {
  const shown = new URLSearchParams(query);
  for (const [field, column] of Object.entries(FIELD_COLUMNS))
    if (isHidden(privacy, column)) shown.delete(field);
  return shown;
}

/** A field for partials/field.ejs. */
interface Field {
  readonly name: SearchField | "sort";
  readonly label: PageText;
  readonly hint?: PageText;
  readonly type?: "date" | "text" | "select";
  readonly options?: readonly { readonly value: string; readonly label: PageText }[];
  readonly value: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Text of an order in a query string. */
export function orderText({ column, isDescending }: SearchOrder): string {
  return isDescending ? `-${column}` : column;
}

/** Columns that the user may sort by: the order of hidden values would reveal them. */
export function sortableColumns(privacy: LeadPrivacy): readonly SearchOrder["column"][] {
  return SORT_COLUMNS.filter((column) => showCell(privacy, column, "") !== undefined);
}

/** Reads the order; by lead id where the query names no column that the user may sort by. */
export function readOrder(query: URLSearchParams, privacy: LeadPrivacy): SearchOrder {
  const [, minus, name] = /^(-?)(\w+)$/.exec(query.get("sort") ?? "") ?? [];
  const column = sortableColumns(privacy).find((each) => each === name);
  return { column: column ?? "lead_id", isDescending: column !== undefined && minus === "-" };
}

/** Returns the label of a day's field: our own, or one with the installation's name for the column. */
function dayLabel(privacy: LeadPrivacy, column: SearchColumn, ours: string, named: string): PageText {
  const name = columnName(privacy, column, "");
  return name === "" ? term(ours) : phrase(named, name);
}

/** Fields of the search form. Statuses have check boxes of their own. */
export function fieldsOf(
  { values, errors }: SearchForm,
  order: SearchOrder,
  privacy: LeadPrivacy,
  typedStatuses: string,
): { readonly texts: readonly Field[]; readonly days: readonly Field[] } {
  const text = (
    name: SearchField,
    label: PageText,
    hint: PageText,
    attributes: Field["attributes"] = {},
  ): Field => ({
    name,
    label: typeof label === "string" ? columnName(privacy, FIELD_COLUMNS[name], label) : label,
    ...(hint !== "" && { hint }),
    value: name === "status" ? typedStatuses : values[name],
    attributes: { autocomplete: "off", spellcheck: "false", ...attributes },
  });
  // A date input cannot show a typing error, so it becomes a text input.
  const day = (name: SearchField, ours: string, named: string): Field => ({
    ...text(name, dayLabel(privacy, FIELD_COLUMNS[name], ours, named), ""),
    type: errors[name] === undefined ? "date" : "text",
  });
  const orders = sortableColumns(privacy).flatMap((column) =>
    [false, true].map((isDescending) => ({
      value: orderText({ column, isDescending }),
      label: orderLabel(privacy, { column, isDescending }),
    })),
  );
  const isShown = ({ name }: Field) => name === "sort" || !isHidden(privacy, FIELD_COLUMNS[name]);
  const texts = [
    text("lead_id", phrase("Lead ids"), phrase("For example: 1001, 1002"), { inputmode: "numeric" }),
    text("phone", phrase("Phone"), phrase("Full number, no country code"), { inputmode: "tel" }),
    text("vendor", phrase("Vendor code"), phrase("Exact code"), { maxlength: "20" }),
    text("list", phrase("List"), phrase("Id or name, such as 1001"), { list: "lists" }),
    text("status", phrase("Status"), phrase("For example: NEW, CALLBK")),
    {
      ...text("not_called", "", phrase("Days, such as 90"), { inputmode: "numeric", maxlength: "5" }),
      label: dayLabel(
        privacy,
        "last_local_call_time",
        phrase("Not called for"),
        phrase("%1s not in the last"),
      ),
    },
  ];
  const days = [
    day("called_from", phrase("Last called from"), phrase("%1s from")),
    day("called_to", phrase("Last called to"), phrase("%1s to")),
    day("entered_from", phrase("Entered from"), phrase("%1s from")),
    day("entered_to", phrase("Entered to"), phrase("%1s to")),
  ];
  const sort: Field = {
    name: "sort",
    label: phrase("Sort by"),
    type: "select",
    options: orders,
    value: orderText(order),
    attributes: {},
  };
  return { texts: texts.filter(isShown), days: [...days.filter(isShown), sort] };
}
