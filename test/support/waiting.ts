import { setTimeout as sleep } from "node:timers/promises";
import type { TestDatabase } from "./database.ts";

/** Generous: a busy machine is slow, and a condition that comes true ends the wait at once. */
const LIMIT_MS = 60_000;
const PAUSE_MS = 20;

/** Waits until something holds; a test that waits in vain fails with these words. */
export async function until(what: string, holds: () => Promise<boolean>, limitMs = LIMIT_MS): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`waited in vain until ${what}`);
    await sleep(PAUSE_MS);
  }
}

/**
 * Locks a table as an optimisation does. Everybody else waits until `release`.
 *
 * @param kind `READ` lets the others read on, and makes only those wait who change the table
 */
export async function holdTable(database: TestDatabase, table: string, kind: "READ" | "WRITE" = "WRITE") {
  // The transaction is only the loan of one connection, to which the lock belongs.
  const holder = await database.root.transaction();
  await holder.raw(`LOCK TABLES ${table} ${kind}`);
  return {
    async release(): Promise<void> {
      await holder.raw("UNLOCK TABLES");
      await holder.rollback();
    },
  };
}

/** Resolves when a statement of the plugin's account waits for a table's lock. */
export async function untilLockWait(database: TestDatabase): Promise<void> {
  await until("a statement waits for the table", async () => {
    const rows = await database.sql(
      "SELECT id FROM information_schema.processlist WHERE db = ? AND user = 'cron' AND state LIKE 'Waiting for table%'",
      [database.name],
    );
    return rows.length > 0;
  });
}
