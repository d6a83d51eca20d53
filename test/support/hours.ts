import { createHoursStore } from "../../server/hours/hoursStore.ts";
import type { OfficeHoursRule } from "../../server/hours/rule.ts";
import { parseWeekly } from "../../server/hours/weeklyText.ts";
import type { TestDatabase } from "./database.ts";

/** A rule in UTC that refuses moves during the given week. */
export async function saveRule(
  database: TestDatabase,
  weekly: string,
  columns: Partial<OfficeHoursRule> = {},
): Promise<void> {
  const rule: OfficeHoursRule = {
    name: "office",
    customer: null,
    mode: "refuse_inside",
    timeZone: "UTC",
    weekly: parseWeekly(weekly),
    exceptions: [],
    ...columns,
  };
  await createHoursStore(database.root).save(rule, new Date());
}

export async function removeRules(database: TestDatabase): Promise<void> {
  await database.root("dearchive_office_hours").delete();
}
