import { setTimeout as sleep } from "node:timers/promises";
import type { Knex } from "knex";
import { isClusterNode, type NamedValue } from "../db/serverKind.ts";
import { queryRows } from "../db/sql.ts";

/** A database that has not answered by then is as good as down. */
const PATIENCE_MS = 2_000;

export interface Health {
  /** Whether calls can be served: the database with the keys answers. */
  readonly ready: boolean;
  /** Whether each customer's database answers. */
  readonly customers: Readonly<Record<string, boolean>>;
}

/** A node of a Galera cluster without a quorum still answers SELECT 1, but refuses every table. */
async function isReady(db: Knex): Promise<boolean> {
  await db.raw("SELECT 1");
  if (!isClusterNode(db)) return true;
  const [status] = await queryRows<NamedValue>(db, "SHOW GLOBAL STATUS LIKE 'wsrep_ready'");
  return status?.Value === "ON";
}

async function answers(db: Knex): Promise<boolean> {
  const asked = isReady(db).catch(() => false);
  return Promise.race([asked, sleep(PATIENCE_MS, false, { ref: false })]);
}

/** Asks every database whether it answers. */
export async function checkHealth(
  home: Knex,
  customers: readonly { name: string; db: Knex }[],
): Promise<Health> {
  const [ready, ...states] = await Promise.all([answers(home), ...customers.map(({ db }) => answers(db))]);
  return {
    ready: ready ?? false,
    customers: Object.fromEntries(customers.map(({ name }, n) => [name, states[n] ?? false])),
  };
}
