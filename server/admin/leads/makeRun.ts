import { beginRun } from "../runs/createRun.ts";
import type { Page } from "../shell/adminPage.ts";
import type { PageAnswer } from "../shell/pageAnswer.ts";
import { showFind } from "./findLeads.ts";
import { readSearchForm } from "./searchForm.ts";

/** Creates a run of all leads that match a search. */
export async function runOfSearch(page: Page): Promise<PageAnswer> {
  const form = readSearchForm(page.form);
  if (Object.keys(form.errors).length > 0 || Object.keys(form.search).length === 0)
    return showFind(page, { form });
  return beginRun(page, { direction: "dearchive", source: { kind: "search", search: form.search } });
}
