import { Temporal } from "temporal-polyfill";
import { fail } from "../errors.ts";
import { createLru } from "../lib/lru.ts";
import { boundariesAfter, closuresOn, windowsOn } from "./boundaries.ts";
import type { HoursStore } from "./hoursStore.ts";
import { MINUTES_PER_DAY, type OfficeHoursRule, type TimeWindow } from "./officeHoursRule.ts";

/** Whether requests are allowed at an instant, why, and when that changes next. */
export interface Verdict {
  readonly allowed: boolean;
  /** Name of the rule that blocks requests; null if none does. */
  readonly rule: string | null;
  /** The next instant at which `allowed` changes; null if it never does. */
  readonly changesAt: Date | null;
}

/**
 * Tests whether a wall time is in the rule's windows; the start is inclusive, the end exclusive. A window belongs to the day
 * on which it starts, so yesterday's may still be open.
 */
function isInside(rule: OfficeHoursRule, local: Temporal.ZonedDateTime): boolean {
  const minute = local.hour * 60 + local.minute;
  const today = local.toPlainDate();
  const yesterday = today.subtract({ days: 1 });
  const covers = (windows: readonly TimeWindow[], at: number) =>
    windows.some((window) => window.start <= at && at < window.end);
  const covered = (on: typeof windowsOn) =>
    covers(on(rule, today), minute) || covers(on(rule, yesterday), minute + MINUTES_PER_DAY);
  return covered(windowsOn) && !covered(closuresOn);
}

function refuses(rule: OfficeHoursRule, instant: Temporal.Instant): boolean {
  if (rule.mode === "off") return false;
  if (rule.missingCallTime !== null) return true;
  const inside = isInside(rule, instant.toZonedDateTimeISO(rule.timeZone));
  return rule.mode === "refuse_inside" ? inside : !inside;
}

function blockingRuleAt(
  rules: readonly OfficeHoursRule[],
  instant: Temporal.Instant,
): OfficeHoursRule | undefined {
  return rules.find((rule) => refuses(rule, instant));
}

function nextChange(
  rules: readonly OfficeHoursRule[],
  instant: Temporal.Instant,
  allowed: boolean,
): Temporal.Instant | undefined {
  const applied = rules.filter((rule) => rule.mode !== "off");
  for (const boundary of boundariesAfter(applied, instant)) {
    if ((blockingRuleAt(applied, boundary) === undefined) !== allowed) return boundary;
  }
  return undefined;
}

/** Returns the first rule that blocks requests at an instant; undefined if none does. Pure. */
export function blockingRule(rules: readonly OfficeHoursRule[], at: Date): OfficeHoursRule | undefined {
  return blockingRuleAt(rules, Temporal.Instant.fromEpochMilliseconds(at.getTime()));
}

/**
 * Evaluates rules at an instant: requests are blocked if any rule blocks them. Pure.
 *
 * @param rules the rules that apply to the customer, in the order in which they are named
 */
export function judge(rules: readonly OfficeHoursRule[], at: Date): Verdict {
  const instant = Temporal.Instant.fromEpochMilliseconds(at.getTime());
  const refusing = blockingRuleAt(rules, instant);
  const changesAt = nextChange(rules, instant, refusing === undefined);
  return {
    allowed: refusing === undefined,
    rule: refusing?.name ?? null,
    changesAt: changesAt ? new Date(changesAt.epochMilliseconds) : null,
  };
}

/** A changed rule takes effect within two seconds. */
const FRESH_MS = 1000;
/** Bounds the cache: a key can be created for any customer name. */
const MAX_CUSTOMERS = 500;

/** Blocks requests according to the office hours rules. */
export function createOfficeHoursGate(store: HoursStore) {
  const remembered = createLru<string, { readonly at: number; readonly rules: readonly OfficeHoursRule[] }>(
    MAX_CUSTOMERS,
  );

  async function rulesOf(customer: string, now: Date): Promise<readonly OfficeHoursRule[]> {
    const known = remembered.get(customer);
    if (known && Math.abs(now.getTime() - known.at) < FRESH_MS) return known.rules;
    const rules = await store.list(customer);
    remembered.set(customer, { at: now.getTime(), rules });
    return rules;
  }

  return {
    /** Returns the rules that apply to a customer. */
    rulesOf,

    /** @throws DearchiveError office_hours, naming the rule and when moves are allowed again */
    async refuseByOfficeHours(customer: string, now: Date): Promise<void> {
      const rules = await rulesOf(customer, now);
      const refusing = blockingRule(rules, now);
      if (!refusing) return;
      const { name: rule, missingCallTime } = refusing;
      fail({
        code: "office_hours",
        rule,
        // Searching for the end takes about a millisecond, so do it only for a blocked request.
        until: judge(rules, now).changesAt,
        ...(missingCallTime !== null && { missingCallTime }),
      });
    },
  };
}

export type OfficeHoursGate = ReturnType<typeof createOfficeHoursGate>;
