import type { Knex } from "knex";
import { fromUtcText, queryRows, toUtcText } from "../db/sql.ts";

/**
 * SQL that converts a bound UTC text to the server's local time, in which Vicidial writes; our sessions are in UTC. A server
 * without time zone tables keeps UTC. Bind the same text twice.
 */
export const LOCAL_TIME = "COALESCE(CONVERT_TZ(?, '+00:00', @@global.time_zone), ?)";

const START_OF_DAY = `COALESCE(CONVERT_TZ(DATE(CONVERT_TZ(?, '+00:00', @@global.time_zone)), @@global.time_zone, '+00:00'), DATE(?))`;

/** Returns the start of the current day on the server's clock. */
export async function startOfServerDay(db: Knex, now: Date): Promise<Date> {
  const utc = toUtcText(now);
  const [row] = await queryRows<{ start: string }>(db, `SELECT CONCAT(${START_OF_DAY}) AS start`, [utc, utc]);
  return fromUtcText(row?.start ?? utc);
}
