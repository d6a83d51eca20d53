import type { TestDatabase } from "./database.ts";
import { insertLead } from "./factories.ts";

/** Returns headers with this Idempotency-Key. */
export function withIdempotencyKey(value: string, more: Record<string, string> = {}): Record<string, string> {
  return { "Idempotency-Key": value, ...more };
}

/** Returns the stored requests that had an Idempotency-Key. */
export function storedIdempotencyRows(database: TestDatabase) {
  return database.root("dearchive_idempotency").orderBy("id");
}

/** Sets the end of every stored request's lease in seconds from now. */
async function setLeases(database: TestDatabase, seconds: number): Promise<void> {
  await database.sql("UPDATE dearchive_idempotency SET lease_until = UTC_TIMESTAMP(3) + INTERVAL ? SECOND", [
    seconds,
  ]);
}

/** Expires the lease of every stored request, as if its instance had crashed. */
export function expireIdempotencyLeases(database: TestDatabase): Promise<void> {
  return setLeases(database, -1);
}

/** Extends the lease of every stored request, so that it does not expire on a busy machine. */
export function extendIdempotencyLeases(database: TestDatabase): Promise<void> {
  return setLeases(database, 3600);
}

/** Inserts three archived leads: one without a live copy, one with an equal and one with a different copy. Returns their ids. */
export async function putMixedLeads(database: TestDatabase): Promise<readonly number[]> {
  for (const id of [11, 12, 13]) await insertLead(database, "vicidial_list_archive", id);
  await insertLead(database, "vicidial_list", 12);
  await insertLead(database, "vicidial_list", 13, { last_name: "SMITH", rank: 7 });
  return [13, 11, 12];
}
