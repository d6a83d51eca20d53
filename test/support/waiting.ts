import { setTimeout as sleep } from "node:timers/promises";
import { openSession, type TestDatabase } from "./database.ts";

/** Maximum wait (ms). Generous for busy machines; a wait ends as soon as its condition holds. */
const LIMIT_MS = 90_000;
const PAUSE_MS = 20;

/** Waits until a condition holds. @throws an error that names the condition, if it does not hold in time */
export async function until(
  condition: string,
  holds: () => Promise<boolean>,
  limitMs = LIMIT_MS,
): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`timed out waiting until ${condition}`);
    await sleep(PAUSE_MS);
  }
}

/**
 * Locks a table, as OPTIMIZE TABLE does, until `release`.
 *
 * @param kind `READ` blocks only writers, `WRITE` blocks readers too
 */
export async function holdTable(database: TestDatabase, table: string, kind: "READ" | "WRITE" = "WRITE") {
  const holder = await openSession(database);
  await holder.query(`LOCK TABLES ${table} ${kind}`);
  return {
    async release(): Promise<void> {
      await holder.query("UNLOCK TABLES");
      await holder.end();
    },
  };
}

/** Waits until a statement of the plugin's account waits for a table lock. Leaves out the background check for duplicates. */
export async function untilLockWait(database: TestDatabase): Promise<void> {
  await until("a statement waits for the table", async () => {
    const rows = await database.sql(
      "SELECT id FROM information_schema.processlist WHERE db = ? AND user = 'cron' AND state LIKE 'Waiting for table%' AND info NOT LIKE '%AS duplicates%'",
      [database.name],
    );
    return rows.length > 0;
  });
}
