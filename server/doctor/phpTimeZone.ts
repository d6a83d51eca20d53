import type { Knex } from "knex";
import { isOutOfReach } from "../db/databaseErrors.ts";
import { queryRows } from "../db/sql.ts";
import { phrase } from "../lib/phrase.ts";
import { type Finding, ok, warning } from "./finding.ts";

const CHECK = "php time zone";
/** Time zones differ by multiples of this, and PHP reads its clock twice for a row. */
const STEP_MINUTES = 15;

interface LogRow {
  /** Local time of PHP minus UTC, in minutes. */
  phpMinutes: number;
  /** Local time of the database minus UTC at the same moment, in minutes. */
  databaseMinutes: number | null;
}

function offsetText(minutes: number): string {
  const text = [Math.trunc(Math.abs(minutes) / 60), Math.abs(minutes) % 60]
    .map((part) => String(part).padStart(2, "0"))
    .join(":");
  return `UTC${minutes < 0 ? "-" : "+"}${text}`;
}

/**
 * Checks that Vicidial's PHP pages and the database use the same local time. PHP writes each agent's sign-in twice: in local time
 * and as seconds since 1970. Source: vicidial.php, `vicidial_user_log`.
 */
export async function examinePhpTimeZone(db: Knex, vicidialDatabase: string): Promise<readonly Finding[]> {
  const rows = await queryRows<LogRow>(
    db,
    `SELECT TIMESTAMPDIFF(SECOND, utc, event_date) / 60 AS phpMinutes,
            TIMESTAMPDIFF(MINUTE, utc, CONVERT_TZ(utc, '+00:00', @@global.time_zone)) AS databaseMinutes
     FROM (SELECT event_date, TIMESTAMPADD(SECOND, event_epoch, '1970-01-01') AS utc
           FROM ??.vicidial_user_log WHERE event_epoch > 0 ORDER BY user_log_id DESC LIMIT 1) AS latest`,
    [vicidialDatabase],
  ).catch((error: unknown) => {
    if (isOutOfReach(error)) return [];
    throw error;
  });
  const [row] = rows;
  if (!row || row.databaseMinutes === null) return [];
  const php = Math.round(Number(row.phpMinutes) / STEP_MINUTES) * STEP_MINUTES;
  const database = Number(row.databaseMinutes);
  return php === database
    ? [ok(CHECK, phrase("Vicidial's PHP pages and the database use the same local time."))]
    : [
        warning(
          CHECK,
          phrase(
            "Vicidial's PHP pages use %1s, but the database uses %2s, so times in Vicidial's logs and call times are off. Set date.timezone in php.ini to the server's time zone and restart Apache.",
            offsetText(php),
            offsetText(database),
          ),
        ),
      ];
}
