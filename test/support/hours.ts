import { EVERY_CUSTOMER } from "../../server/db/customerScope.ts";
import { createHoursStore } from "../../server/hours/hoursStore.ts";
import type { RuleSettings } from "../../server/hours/officeHoursRule.ts";
import { parseWeekly } from "../../server/hours/weeklyText.ts";
import type { TestDatabase } from "./database.ts";

/** Saves a rule in UTC that blocks requests during the given hours. */
export async function saveRule(
  database: TestDatabase,
  weekly: string,
  columns: Partial<RuleSettings> = {},
): Promise<void> {
  const rule: RuleSettings = {
    name: "office",
    customer: null,
    mode: "refuse_inside",
    timeZone: "UTC",
    weekly: parseWeekly(weekly),
    exceptions: [],
    callTimeId: null,
    ...columns,
  };
  const store = createHoursStore(database.root, () => undefined, EVERY_CUSTOMER);
  await store.add(rule, new Date());
}

export async function removeRules(database: TestDatabase): Promise<void> {
  await database.root("dearchive_office_hours").delete();
}

/** Changes a call time, as a user does in Vicidial's admin. */
export async function changeCallTime(
  database: TestDatabase,
  id: string,
  columns: Readonly<Record<string, string | number>>,
): Promise<void> {
  await database.root.from("vicidial_call_times").where({ call_time_id: id }).update(columns);
}

interface WantedHoliday {
  readonly id: string;
  readonly date: string;
  readonly start: number;
  readonly stop: number;
  readonly method?: string;
  readonly status?: string;
}

/** Creates a holiday. It applies only to call times whose `ct_holidays` names it. */
export async function makeHoliday(database: TestDatabase, holiday: WantedHoliday): Promise<void> {
  await database.root.from("vicidial_call_time_holidays").insert({
    holiday_id: holiday.id,
    holiday_name: `holiday ${holiday.id}`,
    holiday_date: holiday.date,
    holiday_status: holiday.status ?? "ACTIVE",
    ct_default_start: holiday.start,
    ct_default_stop: holiday.stop,
    holiday_method: holiday.method ?? "REPLACE",
  });
}
