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

/** More than this between the two clocks, and expiry dates or office hours are visibly off. */
const CLOCK_TOLERANCE_MS = 5_000;

function clockFinding({ now }: ServerRow, here: Date): Finding {
  const skewMs = Math.abs(fromUtcText(now).getTime() - here.getTime());
  const seconds = Math.round(skewMs / 1000);
  return skewMs <= CLOCK_TOLERANCE_MS
    ? ok("clock", "the database's clock and this machine's agree")
    : warning("clock", `the database's clock and this machine's are ${seconds} s apart: run NTP on both`);
}

function zoneFinding({ zone, offsetMinutes }: ServerRow, here: Date): Finding {
  const ours = -here.getTimezoneOffset();
  if (offsetMinutes === null) {
    return warning(
      "time zone",
      `the database's time zone ${zone} is unknown to it: load its time zone tables`,
    );
  }
  return offsetMinutes === ours
    ? ok("time zone", `the database's local time (${zone}) is this machine's`)
    : warning(
        "time zone",
        `the database's local time (${zone}) is ${offsetMinutes - ours} minutes off this machine's: Vicidial's call times mean its servers' local time`,
      );
}

/** The database server itself: version, modes, clock and time zone. */
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
    ok("connection", `connected to ${row.version}`),
    ok("sql_mode", `the server's is ${row.sqlMode || "empty"}; the plugin's own sessions are strict`),
    clockFinding(row, here),
    zoneFinding(row, here),
    logsStatements
      ? warning(
          "binlog_format",
          "the server logs statements: InnoDB batches lock more than their rows; MIXED or ROW would not",
          pasteable("SET GLOBAL binlog_format = 'MIXED'"),
        )
      : ok("binlog_format", "fits"),
  ];
}
