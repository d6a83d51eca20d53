import { fail } from "../errors.ts";
import { createLru } from "../lib/lru.ts";
import type { HoursStore } from "./hoursStore.ts";
import { blockingRule, judge } from "./officeHours.ts";
import type { OfficeHoursRule } from "./officeHoursRule.ts";

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
