import type { Knex } from "knex";
import { type CustomerScope, inScope } from "../db/customerScope.ts";
import { toUtcText } from "../db/sql.ts";

/** Counts the use of API keys in one history. */
export function createKeyUsage(db: Knex, scope: CustomerScope) {
  return {
    /** Returns the number of batches per key since an instant. Index: (key_id, started_at). */
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
 * Returns the requests of the last seven days by key, with one query per history. A key whose customer's database cannot be
 * read is missing, so that one outage does not hide the other keys.
 */
export async function requestsInWeek(
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
