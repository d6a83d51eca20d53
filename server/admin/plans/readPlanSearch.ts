import { phrase } from "../../lib/phrase.ts";
import type { PlanSearch, TopUp } from "../../plans/plan.ts";
import { isHidden } from "../../vicidial/leadPrivacy.ts";
import { isInScope, type ListScope } from "../../vicidial/lists.ts";
import { readSearchForm } from "../leads/searchForm.ts";
import type { Page } from "../shell/adminPage.ts";
import type { PlanChecks } from "./planChecks.ts";
import type { PlanFields } from "./planFields.ts";

const MOST_DAYS = 20_000;
const MOST_FILLED = 1_000_000;

/** Reads what the plan searches for. A column that the installation hides keeps its condition. */
export async function readPlanSearch(
  page: Page,
  fields: PlanFields,
  before: PlanSearch | undefined,
  scope: ListScope,
  checks: PlanChecks,
): Promise<PlanSearch> {
  const { list, statuses, not_called, entered_before } = fields;
  const typed = new URLSearchParams({ list, status: statuses });
  const { search, errors } = await readSearchForm(typed, page.customer.lists, scope, page.now);
  if (errors.list !== undefined) checks.fail("list", errors.list);
  if (errors.status !== undefined) checks.fail("statuses", errors.status);
  const { listId } = search;
  if (listId !== undefined && !isInScope(scope, listId))
    checks.fail("list", phrase("The plan's user may not access list %1s.", listId));
  const isStatusHidden = isHidden(page.user, "status");
  const days = (field: "not_called" | "entered_before", text: string) =>
    text === "" ? undefined : checks.whole(field, text, MOST_DAYS);
  const found: PlanSearch = {
    listId: isHidden(page.user, "list_id") ? before?.listId : listId,
    statuses: isStatusHidden ? before?.statuses : search.statuses,
    notCalledDays: days("not_called", not_called),
    enteredBeforeDays: days("entered_before", entered_before),
  };
  const isEmpty = Object.values(found).every((value) => value === undefined);
  if (isEmpty) checks.fail("list", phrase("Enter a list, or choose which leads the plan takes."));
  return found;
}

/** Reads the list to fill; null for none. */
export async function readTopUp(
  page: Page,
  { fill_list, fill_leads, list }: PlanFields,
  scope: ListScope,
  checks: PlanChecks,
): Promise<TopUp | null> {
  if (fill_list === "" && fill_leads === "") return null;
  const leads = checks.whole("fill_leads", fill_leads, MOST_FILLED);
  const text = fill_list === "" ? list : fill_list;
  const { search, errors } = await readSearchForm(
    new URLSearchParams({ list: text }),
    page.customer.lists,
    scope,
    page.now,
  );
  const { listId } = search;
  // An error of the list above is shown there.
  if (fill_list === "" && errors.list !== undefined) return null;
  if (errors.list !== undefined) checks.fail("fill_list", errors.list);
  if (listId === undefined) checks.fail("fill_list", phrase("Enter the list to fill."));
  else if (!isInScope(scope, listId))
    checks.fail("fill_list", phrase("The plan's user may not access list %1s.", listId));
  return listId === undefined || leads === undefined ? null : { listId, leads };
}
