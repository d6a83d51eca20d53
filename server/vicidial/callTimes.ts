import type { Knex } from "knex";
import { queryRows, toUtcText } from "../db/sql.ts";

/** Vicidial's call times and holidays as its tables hold them; `hours` interprets them. */

/** Wall times in Vicidial's HHMM: 930 is 09:30, 2400 midnight, 2600 is 02:00 of the next day. */
export interface CallTimeHours {
  readonly start: number;
  readonly stop: number;
}

/** Monday first, as in ISO 8601. */
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
  /** `replace`: uses these hours instead of the day's. `close_inside`: closes during these hours. */
  readonly method: "replace" | "close_inside";
}

export interface CallTime {
  readonly id: string;
  readonly name: string;
  /** Hours of days without their own. */
  readonly fallback: CallTimeHours;
  readonly days: Readonly<Record<(typeof CALL_TIME_DAYS)[number], CallTimeHours>>;
  /** The active ones, by id. */
  readonly holidays: readonly CallTimeHoliday[];
}

type Row = Readonly<Record<string, unknown>>;

const LIMIT = 1000;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
/** A date that was never entered. */
const NO_DATE = "0000-00-00";

function hoursOf(row: Row, day: string): CallTimeHours {
  return { start: Number(row[`ct_${day}_start`] ?? 0), stop: Number(row[`ct_${day}_stop`] ?? 0) };
}

/** Splits one of Vicidial's id lists: `|A|B|`, with or without bars at the ends. */
function idsIn(text: unknown): readonly string[] {
  return String(text ?? "")
    .split("|")
    .filter((id) => id.trim() !== "");
}

/** Compares ids as the database does, ignoring case. */
function sameId(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** Schemas before 2024-02 have no method: holidays then always replace the day's hours. */
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

/** Reads Vicidial's call times. Index: the primary keys; both tables hold a few dozen rows. */
export function createCallTimes(db: Knex, vicidialDatabase: string) {
  // Selects all columns, because they differ between schema versions.
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
    /** Returns call times with their active holidays, by id: all of them, or the given ids that exist. */
    async list(ids?: readonly string[]): Promise<readonly CallTime[]> {
      const query = db.from(`${vicidialDatabase}.vicidial_call_times`).select("*");
      if (ids) query.whereIn("call_time_id", ids);
      const rows: Row[] = await query.orderBy("call_time_id").limit(LIMIT);
      const holidays = await activeHolidays(rows.flatMap((row) => idsIn(row["ct_holidays"])));
      return rows.map((row) => toCallTime(row, holidays));
    },

    /** Returns the offset of the server's clock from UTC in minutes; call times are in the server's time. */
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
