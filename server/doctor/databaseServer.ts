import type { Knex } from "knex";
import { type NamedValue, readServerKind } from "../db/serverKind.ts";
import { fromUtcText, queryRows } from "../db/sql.ts";
import { phrase, term } from "../lib/phrase.ts";
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
    ? ok("clock", phrase("The clocks of the database and this machine agree."))
    : warning(
        "clock",
        phrase(
          "The clocks of the database and this machine are %1s s apart, which shifts expiry dates and office hours. Run NTP on both.",
          seconds,
        ),
      );
}

function zoneFinding({ zone, offsetMinutes }: ServerRow, here: Date): Finding {
  const ours = -here.getTimezoneOffset();
  if (offsetMinutes === null) {
    return warning(
      "time zone",
      phrase("The database cannot convert times of its own time zone %1s. Load its time zone tables.", zone),
      ["mysql_tzinfo_to_sql /usr/share/zoneinfo | mysql -u root -p mysql"],
    );
  }
  return offsetMinutes === ours
    ? ok("time zone", phrase("The database's local time (%1s) matches this machine's.", zone))
    : warning(
        "time zone",
        phrase(
          "The database's local time (%1s) is %2s minutes off this machine's. Vicidial's call times use local time, so office hours may be wrong. Set both to the same time zone.",
          zone,
          offsetMinutes - ours,
        ),
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
    ok("connection", phrase("Connected to %1s.", row.version)),
    ok(
      "sql_mode",
      phrase(
        "The server's mode is %1s. The plugin's own sessions are strict.",
        row.sqlMode || term(phrase("empty")),
      ),
    ),
    clockFinding(row, here),
    zoneFinding(row, here),
    logsStatements
      ? warning(
          "binlog_format",
          phrase(
            "The server logs statements, so InnoDB batches lock more rows than they move. Use MIXED or ROW.",
          ),
          pasteable("SET GLOBAL binlog_format = 'MIXED'"),
        )
      : ok("binlog_format", phrase("Batches lock only the rows that they move.")),
  ];
}
