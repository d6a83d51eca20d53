import type { HoursStore, StoredRule } from "../../hours/hoursStore.ts";
import type { OfficeHoursRule, RuleSettings } from "../../hours/officeHoursRule.ts";
import { mayDecideForAll } from "../../vicidial/delegation.ts";
import type { Page } from "../shell/adminPage.ts";
import { refusePage } from "../shell/pageErrors.ts";
import { allowedHours, comingDays, DAYS_SHOWN } from "./comingDays.ts";

/** Style sheets of these pages. */
export const STYLES = ["hours.css"];

const NUMBER = /^\d{1,9}$/;

/** A version as a form carries it; 0, which no rule has, for what is none. */
export function versionOf(text: string): number {
  return NUMBER.test(text) ? Number(text) : 0;
}

/** Whether these pages may set a rule: those for all customers are the operator's where each has its own Vicidial. */
function isOfPage({ onlyCustomer }: Page, { customer }: Pick<RuleSettings, "customer">): boolean {
  return onlyCustomer === undefined || customer === onlyCustomer;
}

/** Why nobody but an admin of all campaigns may set a rule. */
export const NEEDS_ALL_CAMPAIGNS =
  "This rule closes the API for everybody. To set it you need level 9, or a user group with all campaigns.";

/** Whether a rule holds for every key of this Vicidial: it names no customer, or the one that all of its keys are of. */
function holdsForAll({ customer: { name } }: Page, { customer }: Pick<RuleSettings, "customer">): boolean {
  return customer === null || customer === name;
}

/** Whether the rule is within the person's reach: one for everybody is not one campaign's to set. */
export function isInReach(page: Page, rule: Pick<RuleSettings, "customer">): boolean {
  return !holdsForAll(page, rule) || mayDecideForAll(page.user);
}

/** Why a rule has no buttons for the person, in a sentence; null where it has. */
export function whyNotEdit(page: Page, rule: Pick<RuleSettings, "customer">): string | null {
  if (!isOfPage(page, rule)) return "It holds for every customer and is set from the command line.";
  return isInReach(page, rule) ? null : NEEDS_ALL_CAMPAIGNS;
}

/** @throws PageError beyond_campaigns */
export function refuseOutOfReach(page: Page, ...rules: readonly Pick<RuleSettings, "customer">[]): void {
  if (!rules.every((rule) => isInReach(page, rule)))
    refusePage({ code: "beyond_campaigns", detail: NEEDS_ALL_CAMPAIGNS });
}

/** The rule of that id, where it is one that the person may set. */
export async function findRule(store: HoursStore, page: Page, id: string): Promise<StoredRule | undefined> {
  const rule = NUMBER.test(id) ? await store.findById(Number(id)) : undefined;
  return rule && isOfPage(page, rule) ? rule : undefined;
}

/**
 * The rule that the path names, which the person may set.
 *
 * @throws PageError page_not_found, beyond_campaigns
 */
export async function ruleOfPath(store: HoursStore, page: Page): Promise<StoredRule> {
  const rule = await findRule(store, page, page.params["id"] ?? "");
  if (!rule) return refusePage({ code: "page_not_found" });
  refuseOutOfReach(page, rule);
  return rule;
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
