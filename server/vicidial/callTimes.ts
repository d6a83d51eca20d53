import type { Knex } from "knex";
import { toUtcText } from "../db/instants.ts";
import { queryRows } from "../db/sql.ts";

/** Vicidial's call times and their holidays, as its tables have them: what they mean is for the office hours to say. */

/** Wall times as Vicidial writes them: 930 is half past nine, 2400 midnight, 2600 two o'clock in the night after. */
export interface CallTimeHours {
  readonly start: number;
  readonly stop: number;
}

/** Monday first. */
export const CALL_TIME_DAYS = [
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
  "sunday",
] as const;

export interface CallTimeHoliday {
  readonly id: string;
  readonly name: string;
  /** ISO calendar date. */
  readonly date: string;
  readonly hours: CallTimeHours;
  /** `replace`: its hours stand for the day's. `close_inside`: the day is as ever, but closed during them. */
  readonly method: "replace" | "close_inside";
}

export interface CallTime {
  readonly id: string;
  readonly name: string;
  /** The hours of the days that have none of their own. */
  readonly fallback: CallTimeHours;
  readonly days: Readonly<Record<(typeof CALL_TIME_DAYS)[number], CallTimeHours>>;
  /** Those that are active, by id. */
  readonly holidays: readonly CallTimeHoliday[];
}

type Row = Readonly<Record<string, unknown>>;

const LIMIT = 1000;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
/** A date that nobody filled in. */
const NO_DATE = "0000-00-00";

function hoursOf(row: Row, day: string): CallTimeHours {
  return { start: Number(row[`ct_${day}_start`] ?? 0), stop: Number(row[`ct_${day}_stop`] ?? 0) };
}

/** Vicidial keeps lists of ids in one text, with bars between and often at both ends. */
function idsIn(text: unknown): readonly string[] {
  return String(text ?? "")
    .split("|")
    .filter((id) => id.trim() !== "");
}

/** As the database compares ids: without regard to case. */
function sameId(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** Schemas before 2024 have no methods: a holiday's hours then always stand for the day's. */
function toHoliday(row: Row): CallTimeHoliday {
  return {
    id: String(row["holiday_id"]),
    name: String(row["holiday_name"] ?? ""),
    date: String(row["holiday_date"]),
    hours: hoursOf(row, "default"),
    method: row["holiday_method"] === "ADDITION_REVERSE" ? "close_inside" : "replace",
  };
}

function toCallTime(row: Row, holidays: readonly CallTimeHoliday[]): CallTime {
  const wanted = idsIn(row["ct_holidays"]);
  return {
    id: String(row["call_time_id"]),
    name: String(row["call_time_name"] ?? ""),
    fallback: hoursOf(row, "default"),
    days: {
      monday: hoursOf(row, "monday"),
      tuesday: hoursOf(row, "tuesday"),
      wednesday: hoursOf(row, "wednesday"),
      thursday: hoursOf(row, "thursday"),
      friday: hoursOf(row, "friday"),
      saturday: hoursOf(row, "saturday"),
      sunday: hoursOf(row, "sunday"),
    },
    holidays: holidays.filter(({ id }) => wanted.some((each) => sameId(each, id))),
  };
}

/** Reads Vicidial's call times. Index: the primary keys of both tables; each holds some dozens of rows. */
export function createCallTimes(db: Knex, vicidialDatabase: string) {
  // The columns differ between schemas, so all are asked for, and those that are known are looked at.
  async function activeHolidays(ids: readonly string[]): Promise<readonly CallTimeHoliday[]> {
    if (ids.length === 0) return [];
    const rows: Row[] = await db
      .from(`${vicidialDatabase}.vicidial_call_time_holidays`)
      .select("*")
      .whereIn("holiday_id", ids)
      .where("holiday_status", "ACTIVE")
      .orderBy("holiday_id")
      .limit(LIMIT);
    return rows.map(toHoliday).filter(({ date }) => DATE.test(date) && date !== NO_DATE);
  }

  return {
    /** Every call time with its active holidays, by id; with ids, those of them that there are. */
    async list(ids?: readonly string[]): Promise<readonly CallTime[]> {
      const query = db.from(`${vicidialDatabase}.vicidial_call_times`).select("*");
      if (ids) query.whereIn("call_time_id", ids);
      const rows: Row[] = await query.orderBy("call_time_id").limit(LIMIT);
      const holidays = await activeHolidays(rows.flatMap((row) => idsIn(row["ct_holidays"])));
      return rows.map((row) => toCallTime(row, holidays));
    },

    /** By how many minutes the server's clock, which call times are meant by, is ahead of UTC then. */
    async serverOffset(now: Date): Promise<number | null> {
      const utc = toUtcText(now);
      const [row] = await queryRows<{ minutes: number | null }>(
        db,
        "SELECT TIMESTAMPDIFF(MINUTE, ?, CONVERT_TZ(?, '+00:00', @@global.time_zone)) AS minutes",
        [utc, utc],
      );
      return row?.minutes ?? null;
    },
  };
}

export type CallTimes = ReturnType<typeof createCallTimes>;
