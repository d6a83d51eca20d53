import type { HoursStore, StoredRule } from "../../hours/hoursStore.ts";
import type { OfficeHoursRule, RuleSettings } from "../../hours/rule.ts";
import type { Page } from "../adminPage.ts";
import { refusePage } from "../pageFault.ts";
import { allowedHours, comingDays, DAYS_SHOWN } from "./days.ts";

/** Style sheets of these pages. */
export const STYLES = ["hours.css"];

const NUMBER = /^\d{1,9}$/;

/** A version as a form carries it; 0, which no rule has, for what is none. */
export function versionOf(text: string): number {
  return NUMBER.test(text) ? Number(text) : 0;
}

/** Whether the person may set a rule: those for all customers are the operator's where each has its own Vicidial. */
export function mayEdit({ onlyCustomer }: Page, { customer }: RuleSettings): boolean {
  return onlyCustomer === undefined || customer === onlyCustomer;
}

/** The rule of that id, where it is one that the person may set. */
export async function findRule(store: HoursStore, page: Page, id: string): Promise<StoredRule | undefined> {
  const rule = NUMBER.test(id) ? await store.findById(Number(id)) : undefined;
  return rule && mayEdit(page, rule) ? rule : undefined;
}

/**
 * The rule that the path names.
 *
 * @throws PageError page_not_found
 */
export async function ruleOfPath(store: HoursStore, page: Page): Promise<StoredRule> {
  return (await findRule(store, page, page.params["id"] ?? "")) ?? refusePage({ code: "page_not_found" });
}

/** The rules that hold for a customer without one and with another in its place, as they can be judged now. */
export async function versions(
  store: HoursStore,
  customer: string,
  without: number | undefined,
  instead: RuleSettings | undefined,
): Promise<readonly [before: readonly OfficeHoursRule[], after: readonly OfficeHoursRule[]]> {
  const stored = await store.listStored(customer);
  const others = stored.filter(({ id }) => id !== without);
  const after = instead ? [...others, instead].sort((a, b) => a.name.localeCompare(b.name)) : others;
  return [await store.resolveFor(customer, stored), await store.resolveFor(customer, after)];
}

/** What a change does to the coming days, for the page that asks before it is made. */
export function effectOf(
  [before, after]: readonly [readonly OfficeHoursRule[], readonly OfficeHoursRule[]],
  now: Date,
  zone: string,
) {
  const days = comingDays([before, after], now, zone);
  return {
    days,
    zone,
    daysShown: DAYS_SHOWN,
    differing: days.filter(({ differs }) => differs).length,
    hours: { before: allowedHours(before, now), after: allowedHours(after, now), of: DAYS_SHOWN * 24 },
  };
}
