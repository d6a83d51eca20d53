import type { Connection } from "mysql2/promise";
import { toUtcText } from "../../server/db/sql.ts";
import type { DatedException, TimeWindow, WeeklyWindows } from "../../server/hours/officeHoursRule.ts";
import { parseWeekly } from "../../server/hours/weeklyText.ts";
import { at, ZONE } from "./time.ts";
import { CALL_TIME } from "./vicidial.ts";

const NEVER: WeeklyWindows = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] };
const window = (start: number, end: number): TimeWindow => ({ start: start * 60, end: end * 60 });

interface SceneRule {
  readonly name: string;
  readonly mode: string;
  readonly weekly: WeeklyWindows;
  readonly exceptions?: readonly DatedException[];
  readonly callTime?: string;
  readonly updatedAt: Date;
}

/** The first rule has number 1. */
const RULES: readonly SceneRule[] = [
  {
    name: "Office",
    mode: "refuse_inside",
    weekly: parseWeekly("mon-thu 08:30-12:00,13:00-17:30; fri 08:30-12:00,13:00-16:00; sat 10:00-14:00"),
    exceptions: [
      { date: "2026-11-28", windows: [window(8, 20)] },
      { date: "2026-12-24", windows: [window(8, 12)] },
      { date: "2026-12-25", windows: [] },
      { date: "2027-01-01", windows: [] },
    ],
    updatedAt: at(-12, "16:03"),
  },
  {
    name: "While the dialer runs",
    mode: "refuse_inside",
    weekly: NEVER,
    callTime: CALL_TIME,
    updatedAt: at(-8, "11:40"),
  },
  {
    name: "Nightly optimising",
    mode: "refuse_inside",
    weekly: parseWeekly("mon-sun 01:00-01:30"),
    updatedAt: at(-30, "09:02"),
  },
  {
    name: "Stocktaking",
    mode: "off",
    weekly: parseWeekly("sun 20:00-24:00"),
    updatedAt: at(-3, "17:55"),
  },
];

/** Sets the rules after the history was made, which they would have blocked. */
export async function makeHours(root: Connection): Promise<void> {
  for (const rule of RULES)
    await root.query("INSERT INTO dearchive_office_hours SET ?", [
      {
        name: rule.name,
        mode: rule.mode,
        time_zone: ZONE,
        weekly: JSON.stringify(rule.weekly),
        exceptions: JSON.stringify(rule.exceptions ?? []),
        call_time_id: rule.callTime ?? null,
        updated_at: toUtcText(rule.updatedAt),
      },
    ]);
}
