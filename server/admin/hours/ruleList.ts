import { Temporal } from "temporal-polyfill";
import type { HoursStore, StoredRule } from "../../hours/hoursStore.ts";
import { judge } from "../../hours/officeHours.ts";
import type { OfficeHoursRule } from "../../hours/officeHoursRule.ts";
import { counted, type PageText, phrase, verbatim } from "../../lib/phrase.ts";
import type { Page } from "../shell/adminPage.ts";
import { type PageAnswer, renderView } from "../shell/pageAnswer.ts";
import { clockMismatch } from "./clockMismatch.ts";
import { comingDays } from "./comingDays.ts";
import { comingPeriods } from "./dateEffects.ts";
import { formatDateTime } from "./dateLabels.ts";
import { customerLabel, MODE_LABELS, stateOf } from "./hoursLabels.ts";
import { maySetRule, NEEDS_ALL_CAMPAIGNS, STYLES, whyNotEdit } from "./ruleLookup.ts";
import { tryTime } from "./tryTime.ts";
import { weekLabel } from "./weekLabels.ts";

/** Maximum number of dates on a rule's card. */
const MAX_DATES = 3;

function comingDates(rule: OfficeHoursRule, now: Date): readonly PageText[] {
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(rule.timeZone);
  const dates = comingPeriods(rule, today.toPlainDate());
  const shown = dates.slice(0, MAX_DATES).map(({ label, effect }) => phrase("%1s: %2s", label, effect));
  const more = dates.length - shown.length;
  return more > 0 ? [...shown, counted(more, phrase("1 more date"), phrase("%1s more dates"))] : shown;
}

function cardOf(page: Page, stored: StoredRule, rule: OfficeHoursRule) {
  return {
    id: stored.id,
    name: rule.name,
    mode: MODE_LABELS[rule.mode],
    isOff: rule.mode === "off",
    customer: customerLabel(rule.customer),
    zone: rule.timeZone,
    follows: stored.callTimeId,
    followsLabel: verbatim(stored.callTimeId ?? ""),
    isMissing: rule.missingCallTime !== null,
    week: weekLabel(rule.weekly),
    dates: comingDates(rule, page.now),
    state: stateOf(rule, page.now, page.zone),
    whyNotEdit: whyNotEdit(page, stored),
  };
}

/** Returns the selectable customers (more than one only in a shared Vicidial) and the selected one. */
function customersOf(page: Page, stored: readonly StoredRule[]) {
  const named = stored.flatMap(({ customer }) => customer ?? []);
  const names = [...new Set([page.customer.name, ...named])];
  const asked = names.find((name) => name === page.query.get("customer"));
  return { names, shown: asked ?? page.customer.name };
}

/** Lists the rules with their effect now, in the coming days and at a time to test. */
export async function listRules(store: HoursStore, page: Page): Promise<PageAnswer> {
  const stored = await store.listStored(page.onlyCustomer);
  const customers = customersOf(page, stored);
  const holding = await store.list(customers.shown);
  const cards = await Promise.all(
    stored.map(async (rule) => ({
      ...cardOf(page, rule, await store.resolve(rule, page.onlyCustomer)),
      clock: await clockMismatch(
        store,
        rule,
        page.onlyCustomer ?? rule.customer ?? page.customer.name,
        page.now,
      ),
    })),
  );
  const { allowed, rule, changesAt } = judge(holding, page.now);
  const locals = {
    cards,
    // In a shared Vicidial, rules for other customers may be allowed, so keep the button.
    whyNotAdd:
      page.onlyCustomer === undefined || maySetRule(page, { customer: page.onlyCustomer })
        ? null
        : NEEDS_ALL_CAMPAIGNS,
    customers,
    state: { allowed, rule, until: changesAt && formatDateTime(changesAt, page.zone) },
    days: comingDays([holding], page.now, page.zone),
    zone: page.zone,
    timeTest: tryTime(holding, page.query.get("at") ?? "", page.query.get("zone") ?? page.zone),
  };
  return renderView("hours/index", phrase("Office hours"), locals, { styles: STYLES });
}
