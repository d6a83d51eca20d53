import type { ApiKey } from "../../../keys/apiKey.ts";
import type { RequestPage } from "../../../keys/requestStore.ts";
import { phrase } from "../../../lib/phrase.ts";
import { dateType } from "../../history/batchListView.ts";
import type { Page } from "../../shell/adminPage.ts";
import type { AdminDependencies } from "../../shell/dependencies.ts";
import { fieldsQuery } from "../../shell/formFields.ts";
import { type PageAnswer, renderView } from "../../shell/pageAnswer.ts";
import { visibleKeys } from "../visibleKeys.ts";
import {
  KIND_LABELS,
  REQUEST_FIELDS,
  type RequestField,
  type RequestForm,
  readRequestForm,
} from "./requestForm.ts";
import { requestView } from "./requestView.ts";

const PAGE_SIZE = 50;
const EMPTY_PAGE: RequestPage = { requests: [], before: null, isUnfinished: false };

function fieldsOf({ values }: RequestForm, keys: readonly ApiKey[], statuses: readonly number[]) {
  const day = (name: RequestField, label: string) => ({
    name,
    label,
    value: values[name],
    type: dateType(values[name]),
    attributes: { autocomplete: "off" },
  });
  const choice = (name: RequestField, label: string, options: readonly object[]) => ({
    name,
    label,
    value: values[name],
    type: "select",
    options: [{ value: "", label: phrase("Any") }, ...options],
  });
  const kinds = Object.entries(KIND_LABELS).map(([value, label]) => ({ value, label }));
  return [
    day("from", phrase("From")),
    day("to", phrase("To")),
    choice(
      "key",
      phrase("API key"),
      keys.map(({ id, label, prefix }) => ({ value: String(id), name: `${label} (${prefix}…)` })),
    ),
    choice("status", phrase("Status"), [
      ...kinds,
      ...statuses.map((status) => ({ value: String(status), name: String(status) })),
    ]),
  ];
}

function emptyMessage(
  { isUnfinished }: RequestPage,
  isFirstPage: boolean,
  isFiltered: boolean,
  days: number,
) {
  if (days === 0)
    return {
      title: phrase("Requests are not kept"),
      text: phrase(
        "To keep them, set DEARCHIVE_REQUEST_LOG_DAYS to a number of days and restart the service.",
      ),
    };
  if (isUnfinished)
    return {
      title: phrase("No matches so far"),
      text: phrase("Older requests have not been searched yet. Search further back."),
    };
  if (!isFirstPage)
    return { title: phrase("No more requests"), text: phrase("This is the end of the list.") };
  if (isFiltered)
    return { title: phrase("No matching requests"), text: phrase("Change a filter, or clear all filters.") };
  return {
    title: phrase("No requests yet"),
    text: phrase("Each API request appears here within seconds, also if it was refused."),
  };
}

function readBefore(query: URLSearchParams): number | undefined {
  const text = query.get("before") ?? "";
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** Lists the API requests of the keys that the user may see. */
export function listRequests({ requestLogDays: days }: Pick<AdminDependencies, "requestLogDays">) {
  return async (page: Page): Promise<PageAnswer> => {
    const keys = await visibleKeys(page);
    const form = readRequestForm(page.query, page.zone, keys);
    const hasErrors = Object.keys(form.errors).length > 0;
    const before = readBefore(page.query);
    const found = hasErrors ? EMPTY_PAGE : await page.requests.page(form.filter, before, PAGE_SIZE);
    const isFiltered = REQUEST_FIELDS.some((field) => form.values[field] !== "");
    const context = {
      keys: new Map(keys.map((key) => [key.id, key])),
      zone: page.zone,
      showsBatches: page.may("history", "view"),
    };
    return renderView(
      "keys/requests",
      "API requests",
      {
        days,
        errors: form.errors,
        hasErrors,
        isFiltered,
        fields: fieldsOf(form, keys, await page.requests.statuses(keys.map(({ id }) => id))),
        requests: found.requests.map((request) => requestView(request, context)),
        empty: emptyMessage(found, before === undefined, isFiltered, days),
        pager: {
          newest: before === undefined ? null : fieldsQuery(form.values),
          older: found.before === null ? null : fieldsQuery(form.values, { before: found.before }),
          isUnfinished: found.isUnfinished,
        },
      },
      { styles: ["history.css", "keys.css"], status: hasErrors ? 422 : 200 },
    );
  };
}
