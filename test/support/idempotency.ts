import type { TestDatabase } from "./database.ts";
import { insertLead } from "./factories.ts";

/** The headers of a call that is made under a value, with whatever else it sends. */
export function withIdempotencyKey(value: string, more: Record<string, string> = {}): Record<string, string> {
  return { "Idempotency-Key": value, ...more };
}

/** What is remembered of the calls that named an Idempotency-Key. */
export function storedIdempotencyRows(database: TestDatabase) {
  return database.root("dearchive_idempotency").orderBy("id");
}

/** Makes every remembered call one whose instance has not been heard of for too long. */
export async function expireIdempotencyLeases(database: TestDatabase): Promise<void> {
  await database.sql("UPDATE dearchive_idempotency SET lease_until = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND");
}

/** Three archived leads: one only there, one with an equal live copy, and one whose live copy differs. */
export async function putMixedLeads(database: TestDatabase): Promise<readonly number[]> {
  for (const id of [11, 12, 13]) await insertLead(database, "vicidial_list_archive", id);
  await insertLead(database, "vicidial_list", 12);
  await insertLead(database, "vicidial_list", 13, { last_name: "SMITH", rank: 7 });
  return [13, 11, 12];
}
