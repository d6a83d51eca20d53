import type { Knex } from "knex";
import { type CustomerScope, inScope } from "../db/customerScope.ts";
import { toUtcText } from "../db/sql.ts";

/** Counts what was done with keys, in one history. */
export function createKeyUsage(db: Knex, scope: CustomerScope) {
  return {
    /** How many batches each of these keys moved since then. Index: (key_id, started_at). */
    async countBatches(keyIds: readonly number[], since: Date): Promise<ReadonlyMap<number, number>> {
      const rows = await db("dearchive_batches")
        .whereIn("key_id", [...keyIds])
        .where(inScope(scope))
        .where("started_at", ">=", toUtcText(since))
        .groupBy("key_id")
        .select("key_id")
        .count<{ key_id: number; total: number }[]>({ total: "*" });
      return new Map(rows.map(({ key_id, total }) => [key_id, Number(total)]));
    },
  };
}

export type KeyUsage = ReturnType<typeof createKeyUsage>;

interface UsedKey {
  readonly id: number;
  readonly customer: string;
}

const WEEK_MS = 7 * 24 * 3_600_000;

/**
 * Calls in the last seven days by key: one query a history, whatever the number of keys. A key whose customer's history
 * cannot be read is missing, so that one dead database does not hide everybody's keys.
 */
export async function callsInWeek(
  keys: readonly UsedKey[],
  usageOf: (customer: string) => KeyUsage | undefined,
  now: Date,
): Promise<ReadonlyMap<number, number>> {
  const idsByHistory = new Map<KeyUsage, number[]>();
  for (const { id, customer } of keys) {
    const usage = usageOf(customer);
    if (usage) idsByHistory.set(usage, [...(idsByHistory.get(usage) ?? []), id]);
  }
  const since = new Date(now.getTime() - WEEK_MS);
  const counts = [...idsByHistory].map(async ([usage, ids]) => {
    const found = await usage.countBatches(ids, since);
    return ids.map((id) => [id, found.get(id) ?? 0] as const);
  });
  const settled = await Promise.allSettled(counts);
  return new Map(settled.flatMap((each) => (each.status === "fulfilled" ? each.value : [])));
}
