import type { PageText } from "../../lib/phrase.ts";
import { MOST_LEADS } from "../../runs/work/collectLimits.ts";
import { showCount } from "../history/batchView.ts";
import { RUN_STYLES } from "../runs/runContext.ts";
import type { Page } from "../shell/adminPage.ts";
import type { FieldErrors } from "../shell/form.ts";
import { fieldsQuery } from "../shell/formFields.ts";
import { type PageAnswer, renderView } from "../shell/pageAnswer.ts";
import { chosenTable, LEAD_TABLES, LIVE_LEADS } from "./chosenTable.ts";
import { EXAMINED_LEADS, foundView, type ResultsWanted } from "./foundLeads.ts";
import { columnTerms, fieldsOf, readOrder, withoutHidden } from "./searchFields.ts";
import { readSearchForm, type SearchForm } from "./searchForm.ts";
import { statusChoices } from "./statusChoices.ts";

async function searchLeads(page: Page, wanted: ResultsWanted) {
  const { form, scope, order, chosen } = wanted;
  const { search } = page.customer.stores.leadTables[chosen.table];
  const found = await search.find(form.search, scope, EXAMINED_LEADS, order);
  return "startable" in found
    ? { startable: columnTerms(page.user, found.startable), found: null }
    : { startable: null, found: await foundView(page, found, wanted) };
}

/** Errors of a submitted form, with the submitted values. */
export interface FindProblem {
  readonly form?: SearchForm;
  readonly errors?: FieldErrors;
  /** The pasted ids as submitted. */
  readonly pasted?: string;
  /** What is wrong with the selection of leads. */
  readonly selection?: PageText;
}

/** Renders the search form with its results, and the upload form. */
export async function showFind(page: Page, problem: FindProblem = {}): Promise<PageAnswer> {
  const query = problem.form ? page.form : page.query;
  const chosen = chosenTable(query);
  const scope = await page.customer.lists.scopeOf(page.user.allowedCampaigns);
  const form =
    problem.form ??
    (await readSearchForm(withoutHidden(query, page.user), page.customer.lists, scope, page.now));
  const errors = { ...form.errors, ...problem.errors };
  const isFilled = Object.values(form.values).some((value) => value !== "");
  const order = readOrder(query, page.user);
  const mayLook = isFilled && Object.keys(errors).length === 0;
  const [lists, startable, statuses, result] = await Promise.all([
    page.customer.lists.choices(scope),
    page.customer.stores.leadTables[chosen.table].search.startable(),
    statusChoices(page, scope, chosen.table, form.values.status),
    mayLook ? searchLeads(page, { form, order, scope, query, chosen }) : { startable: null, found: null },
  ]);
  const isEmptySearch = form.isSent && !isFilled;
  const isWrong =
    Object.keys(errors).length > 0 ||
    result.startable !== null ||
    isEmptySearch ||
    problem.selection !== undefined;
  const locals = {
    texts: chosen.texts,
    isLive: chosen === LIVE_LEADS,
    tableFields: chosen.fields,
    vicidialQuery: chosen.vicidialQuery,
    tabs: LEAD_TABLES.map((each) => ({
      label: each.texts.tab,
      query: fieldsQuery(form.values, each.fields),
      isCurrent: each === chosen,
    })),
    clearQuery: fieldsQuery({}, chosen.fields),
    typed: form.values,
    fields: fieldsOf(form, order, page.user, statuses.typed),
    statuses: statuses.choices,
    chosenStatuses: statuses.choices.filter(({ isChosen }) => isChosen).map(({ status }) => status),
    pasted: problem.pasted ?? "",
    errors,
    lists,
    startable: columnTerms(page.user, startable),
    unanswerable: result.startable,
    found: result.found,
    isFilled,
    isEmptySearch,
    selection: problem.selection ?? null,
    isRestricted: scope.kind !== "every",
    mostLeads: showCount(MOST_LEADS),
  };
  return renderView("leads/index", chosen.texts.title, locals, {
    status: isWrong ? 422 : 200,
    styles: RUN_STYLES,
    scripts: ["pick.js"],
  });
}
