import type { Knex } from "knex";
import { type NamedValue, readServerKind } from "../db/serverKind.ts";
import { fromUtcText, queryRows } from "../db/sql.ts";
import { type Finding, ok, pasteable, warning } from "./finding.ts";

interface ServerRow {
  version: string;
  sqlMode: string;
  now: string;
  zone: string;
  offsetMinutes: number | null;
}

/** A larger difference between the clocks visibly shifts expiry dates and office hours. */
const CLOCK_TOLERANCE_MS = 5_000;

function clockFinding({ now }: ServerRow, here: Date): Finding {
  const skewMs = Math.abs(fromUtcText(now).getTime() - here.getTime());
  const seconds = Math.round(skewMs / 1000);
  return skewMs <= CLOCK_TOLERANCE_MS
    ? ok("clock", "The clocks of the database and this machine agree.")
    : warning(
        "clock",
        `The clocks of the database and this machine are ${seconds} s apart, which shifts expiry dates and office hours. Run NTP on both.`,
      );
}

function zoneFinding({ zone, offsetMinutes }: ServerRow, here: Date): Finding {
  const ours = -here.getTimezoneOffset();
  if (offsetMinutes === null) {
    return warning(
      "time zone",
      `The database cannot convert times of its own time zone ${zone}. Load its time zone tables.`,
      ["mysql_tzinfo_to_sql /usr/share/zoneinfo | mysql -u root -p mysql"],
    );
  }
  return offsetMinutes === ours
    ? ok("time zone", `The database's local time (${zone}) matches this machine's.`)
    : warning(
        "time zone",
        `The database's local time (${zone}) is ${offsetMinutes - ours} minutes off this machine's. Vicidial's call times use local time, so office hours may be wrong. Set both to the same time zone.`,
      );
}

/** Checks the database server: version, modes, clock and time zone. */
export async function examineServer(db: Knex, here: Date): Promise<readonly Finding[]> {
  const rows = await queryRows<ServerRow>(
    db,
    `SELECT VERSION() AS version, @@global.sql_mode AS sqlMode, UTC_TIMESTAMP(3) AS now, @@global.time_zone AS zone,
            TIMESTAMPDIFF(MINUTE, UTC_TIMESTAMP(), CONVERT_TZ(UTC_TIMESTAMP(), '+00:00', @@global.time_zone))
              AS offsetMinutes`,
  );
  const { logsStatements } = await readServerKind((sql) => queryRows<NamedValue>(db, sql));
  const row = rows[0];
  if (!row) return [];
  return [
    ok("connection", `Connected to ${row.version}.`),
    ok("sql_mode", `The server's mode is ${row.sqlMode || "empty"}. The plugin's own sessions are strict.`),
    clockFinding(row, here),
    zoneFinding(row, here),
    logsStatements
      ? warning(
          "binlog_format",
          "The server logs statements, so InnoDB batches lock more rows than they move. Use MIXED or ROW.",
          pasteable("SET GLOBAL binlog_format = 'MIXED'"),
        )
      : ok("binlog_format", "Batches lock only the rows that they move."),
  ];
}
