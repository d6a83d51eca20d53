import * as yup from "yup";
import type { OfficeHoursRow } from "../db/ownTables.ts";
import { toUtcText } from "../db/sql.ts";
import { parsePeriod } from "./datePeriods.ts";
import {
  type DatedException,
  MINUTES_PER_DAY,
  MODES,
  type RuleSettings,
  type WeeklyWindows,
} from "./officeHoursRule.ts";
import { findTimeZone } from "./timeZones.ts";

/** Converts rules to table rows and back. Windows and dates are JSON there and are validated on reading. */

const startMinute = yup.number().integer().min(0).lessThan(MINUTES_PER_DAY).required();
const oneWindow = yup
  .object({ start: startMinute, end: yup.number().integer().required() })
  .strict()
  .test(
    "length",
    "a window lasts up to a day",
    ({ start, end }) => start < end && end <= start + MINUTES_PER_DAY,
  );
const windows = yup.array(oneWindow).strict().required();
const weekly = yup
  .object({
    mon: windows,
    tue: windows,
    wed: windows,
    thu: windows,
    fri: windows,
    sat: windows,
    sun: windows,
  })
  .strict()
  .required();
const exceptions = yup
  .array(yup.object({ date: yup.string().required(), windows }).strict())
  .strict()
  .required();
const mode = yup.string().oneOf(MODES).required();

function readExceptions(text: string): readonly DatedException[] {
  const dated = exceptions.validateSync(JSON.parse(text)) as readonly DatedException[];
  return dated.map((each) => ({ ...each, date: parsePeriod(each.date) }));
}

function readTimeZone(name: string): string {
  const zone = findTimeZone(name);
  if (!zone) throw new Error("a rule of the office hours names no known time zone");
  return zone;
}

/** A stored rule; the version detects concurrent changes. */
export interface StoredRule extends RuleSettings {
  readonly id: number;
  readonly version: number;
}

/** Converts a row. Throws if the row is invalid, because ignoring a rule would open the API. */
export function toRule(row: OfficeHoursRow): StoredRule {
  return {
    id: row.id,
    version: row.version,
    name: row.name,
    customer: row.customer,
    mode: mode.validateSync(row.mode),
    timeZone: readTimeZone(row.time_zone),
    weekly: weekly.validateSync(JSON.parse(row.weekly)) as WeeklyWindows,
    exceptions: readExceptions(row.exceptions),
    callTimeId: row.call_time_id,
  };
}

/** Returns the columns of a rule, except its id and version. */
export function columnsOf(rule: RuleSettings, now: Date) {
  return {
    name: rule.name,
    customer: rule.customer,
    mode: rule.mode,
    time_zone: rule.timeZone,
    weekly: JSON.stringify(rule.weekly),
    exceptions: JSON.stringify(rule.exceptions),
    call_time_id: rule.callTimeId,
    updated_at: toUtcText(now),
  };
}
