import type { TestDatabase } from "./database.ts";

/** What the plugin sent to the server in one round trip. */
export interface RoundTrip {
  /** Id of the connection. */
  readonly connection: number;
  readonly text: string;
}

/** Returns what the plugin's account sends to the server during `work`, in order, from the server's general log. */
export async function readRoundTrips(
  database: TestDatabase,
  work: () => Promise<void>,
): Promise<readonly RoundTrip[]> {
  await database.sql("SET GLOBAL log_output = 'TABLE'");
  await database.sql("TRUNCATE mysql.general_log");
  await database.sql("SET GLOBAL general_log = 1");
  try {
    await work();
  } finally {
    await database.sql("SET GLOBAL general_log = 0");
  }
  return database.sql<RoundTrip>(
    `SELECT thread_id AS connection, CONVERT(argument USING utf8mb4) AS text FROM mysql.general_log
     WHERE command_type = 'Query' AND (user_host LIKE '%[cron]%' OR user_host LIKE 'cron[%') ORDER BY event_time`,
  );
}
