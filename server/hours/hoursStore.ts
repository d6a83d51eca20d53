import type { Knex } from "knex";
import * as yup from "yup";
import { toUtcText } from "../db/instants.ts";
import type { OfficeHoursRow } from "../db/tables.ts";
import {
  type DatedException,
  MINUTES_PER_DAY,
  MODES,
  type OfficeHoursRule,
  type WeeklyWindows,
} from "./rule.ts";
import { findTimeZone } from "./timeZones.ts";
import { parseDate } from "./weeklyText.ts";

const RULE_LIMIT = 1000;

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
  return dated.map((each) => ({ ...each, date: parseDate(each.date) }));
}

function readTimeZone(name: string): string {
  const zone = findTimeZone(name);
  if (!zone) throw new Error("a rule of the office hours names no known time zone");
  return zone;
}

/** A stored rule that cannot be read, or that could never hold as it stands, is an error, never an open door. */
function toRule(row: OfficeHoursRow): OfficeHoursRule {
  return {
    name: row.name,
    customer: row.customer,
    mode: mode.validateSync(row.mode),
    timeZone: readTimeZone(row.time_zone),
    weekly: weekly.validateSync(JSON.parse(row.weekly)) as WeeklyWindows,
    exceptions: readExceptions(row.exceptions),
  };
}

function columnsOf(rule: OfficeHoursRule, now: Date) {
  return {
    name: rule.name,
    customer: rule.customer,
    mode: rule.mode,
    time_zone: rule.timeZone,
    weekly: JSON.stringify(rule.weekly),
    exceptions: JSON.stringify(rule.exceptions),
    updated_at: toUtcText(now),
  };
}

/** Keeps the rules of the office hours. */
export function createHoursStore(db: Knex) {
  return {
    /** Every rule, by name; with a customer, those that hold for it. */
    async list(customer?: string): Promise<readonly OfficeHoursRule[]> {
      const query = db("dearchive_office_hours").select("*").orderBy("name").limit(RULE_LIMIT);
      if (customer !== undefined) query.where((where) => where.whereNull("customer").orWhere({ customer }));
      return (await query).map(toRule);
    },

    async find(name: string): Promise<OfficeHoursRule | undefined> {
      const row = await db("dearchive_office_hours").where({ name }).first();
      return row && toRule(row);
    },

    /** Writes a rule, in place of the one of that name if there is one. */
    async save(rule: OfficeHoursRule, now: Date): Promise<void> {
      await db("dearchive_office_hours").insert(columnsOf(rule, now)).onConflict("name").merge();
    },

    /** @returns whether a rule of that name was there */
    async remove(name: string): Promise<boolean> {
      return (await db("dearchive_office_hours").where({ name }).delete()) > 0;
    },
  };
}

export type HoursStore = ReturnType<typeof createHoursStore>;
