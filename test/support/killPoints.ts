import { expect } from "chai";
import { DEARCHIVE, fullMove } from "./apiSetup.ts";
import { post } from "./client.ts";
import type { TestDatabase } from "./database.ts";
import { createKey, createUser } from "./factories.ts";
import { expectNothingAltered, expectNothingLost, type LeadStates, readStates } from "./leadStates.ts";
import type { Running } from "./program.ts";
import { until } from "./waiting.ts";

/** Kills a process with SIGKILL, so that it cannot clean up. */
export async function killProcess(running: Running): Promise<void> {
  running.process.kill("SIGKILL");
  await running.ended;
}

/** Waits until no statement or connection of a killed process is left in the database. */
export async function untilDatabaseIdle(database: TestDatabase): Promise<void> {
  await until("the connections of the killed process are gone", async () => {
    const rows = await database.sql(
      "SELECT id FROM information_schema.processlist WHERE db = ? AND user = 'cron'",
      [database.name],
    );
    return rows.length === 0;
  });
}

/** Expires the lease of every open batch, as 30 s without a renewal do. */
export async function expireBatchLeases(database: TestDatabase): Promise<void> {
  await database.sql(
    "UPDATE dearchive_batches SET lease_until = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE state = 'open'",
  );
}

export async function countOpenBatches(database: TestDatabase): Promise<number> {
  return (await database.root("dearchive_batches").where({ state: "open" })).length;
}

/** Creates a user with an API key. Returns the key. */
export async function createUserWithKey(database: TestDatabase): Promise<string> {
  await createUser(database);
  return (await createKey(database)).key;
}

/** Sends all batches at the same time. Returns undefined for requests without an answer. */
export function postAll(url: string, key: string, batches: readonly (readonly number[])[]) {
  return Promise.all(batches.map((ids) => post(url + DEARCHIVE, key, fullMove(ids)).catch(() => undefined)));
}

/** Expects that no lead was lost or altered, and returns both tables' states. No move may be running. */
export async function expectLeadsSafe(database: TestDatabase, before: LeadStates): Promise<LeadStates> {
  const after = await readStates(database);
  expectNothingLost(before, after);
  expectNothingAltered(before, after);
  return after;
}

/** Expects the history of restored leads to match the tables exactly. */
export async function expectHistoryMatchesTables(database: TestDatabase): Promise<void> {
  const { vicidial_list: live, vicidial_list_archive: archived } = await readStates(database);
  const batches = await database.root("dearchive_batches").orderBy("id");
  expect(batches.filter(({ state }) => state !== "done")).to.deep.equal([]);
  const recorded = await database.root("dearchive_batch_leads").orderBy("lead_id");
  for (const batch of batches) {
    const leads = recorded.filter((lead) => lead.batch_id === batch.id);
    expect(leads.filter(({ outcome }) => outcome !== "moved")).to.deep.equal([]);
    const { select_count, insert_count, delete_count } = batch;
    expect([select_count, insert_count, delete_count]).to.deep.equal(Array(3).fill(leads.length));
  }
  expect(recorded.map(({ lead_id }) => lead_id)).to.deep.equal([...live.keys()]);
  for (const id of live.keys()) expect(archived.has(id), `lead ${id} in the archive`).to.equal(false);
}
