import type { HoursStore, StoredRule } from "../../hours/hoursStore.ts";
import type { OfficeHoursRule, RuleSettings } from "../../hours/officeHoursRule.ts";
import { type PageText, phrase } from "../../lib/phrase.ts";
import { mayDecideForAll } from "../../vicidial/delegation.ts";
import type { Page } from "../shell/adminPage.ts";
import { refusePage } from "../shell/pageErrors.ts";
import { allowedHours, comingDays, DAYS_SHOWN, distantDays, todayIn } from "./comingDays.ts";
import { comingExceptionDays, comingPeriods } from "./dateEffects.ts";

/** Style sheets of the office hours pages. */
export const STYLES = ["hours.css"];

const NUMBER = /^\d{1,9}$/;

/** Reads a version from a form; returns 0, which no rule has, if it is invalid. */
export function versionOf(text: string): number {
  return NUMBER.test(text) ? Number(text) : 0;
}

/** Returns whether this page manages the rule. With separate Vicidials, only the operator sets rules for all customers. */
function isManagedHere({ onlyCustomer }: Page, { customer }: Pick<RuleSettings, "customer">): boolean {
  return onlyCustomer === undefined || customer === onlyCustomer;
}

/** Shown to users who lack all campaigns. */
export const NEEDS_ALL_CAMPAIGNS = phrase(
  "This rule affects every API key. To set it, you need level 9 or a user group with all campaigns.",
);

/** Returns whether a rule affects every key of this Vicidial. */
function holdsForAll({ customer: { name } }: Page, { customer }: Pick<RuleSettings, "customer">): boolean {
  return customer === null || customer === name;
}

/** Returns whether the user may set the rule. An admin of some campaigns must not block everyone. */
export function maySetRule(page: Page, rule: Pick<RuleSettings, "customer">): boolean {
  return !holdsForAll(page, rule) || mayDecideForAll(page.user);
}

/** Returns why the user cannot edit the rule, or null. */
export function whyNotEdit(page: Page, rule: Pick<RuleSettings, "customer">): PageText | null {
  if (!isManagedHere(page, rule))
    return phrase("This rule applies to every customer. Change it on the command line.");
  return maySetRule(page, rule) ? null : NEEDS_ALL_CAMPAIGNS;
}

/** @throws PageError not_permitted */
export function requireSettable(page: Page, ...rules: readonly Pick<RuleSettings, "customer">[]): void {
  if (!rules.every((rule) => maySetRule(page, rule)))
    refusePage({ code: "not_permitted", detail: NEEDS_ALL_CAMPAIGNS });
}

/** Returns the rule with this ID, if this page manages it. */
export async function findRule(store: HoursStore, page: Page, id: string): Promise<StoredRule | undefined> {
  const rule = NUMBER.test(id) ? await store.findById(Number(id)) : undefined;
  return rule && isManagedHere(page, rule) ? rule : undefined;
}

/**
 * Returns the rule in the path.
 *
 * @throws PageError page_not_found, not_permitted
 */
export async function ruleOfPath(store: HoursStore, page: Page): Promise<StoredRule> {
  const rule = await findRule(store, page, page.params["id"] ?? "");
  if (!rule) return refusePage({ code: "page_not_found" });
  requireSettable(page, rule);
  return rule;
}

/** Returns the customer's rules before and after a change, with call times resolved. */
export async function rulesBeforeAndAfter(
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

/** Days with other hours after the coming days that a preview shows. */
const DISTANT_DAYS = 14;

/** Returns the effect of a change on the coming days. */
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

/** Returns a rule's dates with other hours, however far off: what they do, and the days that `effectOf` does not show. */
export function dateEffects(
  [before, after]: readonly [readonly OfficeHoursRule[], readonly OfficeHoursRule[]],
  { name }: Pick<RuleSettings, "name">,
  now: Date,
  zone: string,
) {
  const rule = after.find((each) => each.name === name);
  if (!rule) return { periods: [], days: [], more: 0, zone };
  const today = todayIn(zone, now);
  const { days, more } = comingExceptionDays(rule, today.add({ days: DAYS_SHOWN }), DISTANT_DAYS);
  return {
    periods: comingPeriods(rule, today),
    days: distantDays([before, after], days, zone),
    more,
    zone,
  };
}
