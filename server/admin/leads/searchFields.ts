import { type SearchColumn, type SearchOrder, SORT_COLUMNS } from "../../leads/lookup/searchTerms.ts";
import { type LeadPrivacy, showCell } from "../../vicidial/leadPrivacy.ts";
import type { SearchField, SearchForm } from "./searchForm.ts";

/** Names of the archive's columns on pages. */
export const COLUMN_LABELS: Readonly<Record<SearchColumn, string>> = {
  lead_id: "lead id",
  phone_number: "phone",
  vendor_lead_code: "vendor code",
  list_id: "list",
  last_local_call_time: "last call",
  status: "status",
  entry_date: "entry date",
};

/** Names of the orders, in each direction. */
const ORDER_LABELS: Readonly<Record<(typeof SORT_COLUMNS)[number], readonly [string, string]>> = {
  lead_id: ["Lead id, lowest first", "Lead id, highest first"],
  list_id: ["List, lowest first", "List, highest first"],
  status: ["Status, A to Z", "Status, Z to A"],
  called_count: ["Calls, fewest first", "Calls, most first"],
  last_local_call_time: ["Last call, oldest first", "Last call, newest first"],
};

/** A field for partials/field.ejs. */
interface Field {
  readonly name: SearchField | "sort";
  readonly label: string;
  readonly hint?: string;
  readonly type?: "date" | "text" | "select";
  readonly options?: readonly { readonly value: string; readonly label: string }[];
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

/** Fields of the search form. Statuses have check boxes of their own. */
export function fieldsOf(
  { values, errors }: SearchForm,
  order: SearchOrder,
  privacy: LeadPrivacy,
  typedStatuses: string,
): { readonly texts: readonly Field[]; readonly days: readonly Field[] } {
  const text = (
    name: SearchField,
    label: string,
    hint: string,
    attributes: Field["attributes"] = {},
  ): Field => ({
    name,
    label,
    ...(hint !== "" && { hint }),
    value: name === "status" ? typedStatuses : values[name],
    attributes: { autocomplete: "off", spellcheck: "false", ...attributes },
  });
  // A date input cannot show a typing error, so it becomes a text input.
  const day = (name: SearchField, label: string): Field => ({
    ...text(name, label, ""),
    type: errors[name] === undefined ? "date" : "text",
  });
  const orders = sortableColumns(privacy).flatMap((column) =>
    [false, true].map((isDescending) => ({
      value: orderText({ column, isDescending }),
      label: ORDER_LABELS[column][isDescending ? 1 : 0],
    })),
  );
  return {
    texts: [
      text("lead_id", "Lead ids", "For example: 1001, 1002", { inputmode: "numeric" }),
      text("phone", "Phone", "Full number, no country code", { inputmode: "tel" }),
      text("vendor", "Vendor code", "Exact code", { maxlength: "20" }),
      text("list", "List", "Id or name, such as 1001", { list: "lists" }),
      text("status", "Status", "For example: NEW, CALLBK"),
    ],
    days: [
      day("called_from", "Last called from"),
      day("called_to", "Last called to"),
      day("entered_from", "Entered from"),
      day("entered_to", "Entered to"),
      {
        name: "sort",
        label: "Sort by",
        type: "select",
        options: orders,
        value: orderText(order),
        attributes: {},
      },
    ],
  };
}
