import type { LeadSearch } from "../../leads/lookup/searchTerms.ts";
import { phrase } from "../../lib/phrase.ts";
import { parseLeadId } from "../history/filterForm.ts";
import { beginRun } from "../runs/createRun.ts";
import type { Page } from "../shell/adminPage.ts";
import type { PageAnswer } from "../shell/pageAnswer.ts";
import { chosenTable } from "./chosenTable.ts";
import { showFind } from "./findLeads.ts";
import { withoutHidden } from "./searchFields.ts";
import { readSearchForm, type SearchForm, splitValues } from "./searchForm.ts";

/** Leads of one page of results at most. */
const MAX_PICKED = 1000;

/** Reads ids that the page itself put into the form. */
function readPicked(texts: readonly string[]): readonly number[] {
  const ids = splitValues(texts.join(" ")).flatMap((text) => parseLeadId(text) ?? []);
  return ids.slice(0, MAX_PICKED).toSorted((one, other) => one - other);
}

/** Returns the leads to check: all that match, those of the page, or the selected ones. */
function chosenSearch(form: URLSearchParams, { search }: SearchForm): LeadSearch {
  switch (form.get("which")) {
    case "page":
      return { leadIds: readPicked(form.getAll("page_ids")) };
    case "picked":
      return { leadIds: readPicked(form.getAll("pick")) };
    default:
      return search;
  }
}

/** Creates a run of the leads that match a search, or of those selected from its results. */
export async function runOfSearch(page: Page): Promise<PageAnswer> {
  const { lists } = page.customer;
  const scope = await lists.scopeOf(page.user.allowedCampaigns);
  const form = await readSearchForm(withoutHidden(page.form, page.user), lists, scope, page.now);
  if (Object.keys(form.errors).length > 0 || Object.keys(form.search).length === 0)
    return showFind(page, { form: { ...form, isSent: true } });
  const search = chosenSearch(page.form, form);
  if (search.leadIds?.length === 0)
    return showFind(page, {
      form,
      selection: phrase("No lead is selected. Select at least one lead, then check the selected leads."),
    });
  const { direction } = chosenTable(page.form);
  return beginRun(page, { direction, source: { kind: "search", search } });
}
