import { expect } from "chai";
import { EVERY_CUSTOMER } from "../../server/db/customerScope.ts";
import type { Run, RunSettings, RunState } from "../../server/runs/run.ts";
import type { RunLead } from "../../server/runs/store/chunkRow.ts";
import { createRunChunks } from "../../server/runs/store/runChunks.ts";
import type { NewRun } from "../../server/runs/store/runCreation.ts";
import { createRunStore } from "../../server/runs/store/runStore.ts";
import type { TestDatabase } from "./database.ts";
import { until } from "./waiting.ts";

/** Settings that skip no leads and set no speed limit. */
export const NO_OPTIONS: RunSettings = { skip: [], restoresCallbacks: false, rate: null, changes: null };

/** Creates a run of a user with access to all leads. A server on the database checks it. Returns its id. */
export async function createRun(
  database: TestDatabase,
  leadIds: readonly number[],
  changes: Partial<NewRun> = {},
): Promise<number> {
  return createRunStore(database.root, EVERY_CUSTOMER).create({
    customer: "default",
    direction: "dearchive",
    user: "boss",
    requestId: "of-a-test",
    source: { kind: "list", name: "ids.csv", invalid: 0, repeated: 0 },
    leadIds,
    ...changes,
  });
}

export async function readRun(database: TestDatabase, id: number): Promise<Run> {
  return (
    (await createRunStore(database.root, EVERY_CUSTOMER).find(id)) ?? expect.fail(`there is no run ${id}`)
  );
}

/** Waits until a run is in one of the states. Returns the run. */
export async function untilRun(
  database: TestDatabase,
  id: number,
  ...states: readonly RunState[]
): Promise<Run> {
  await until(`run ${id} is ${states.join(" or ")}`, async () =>
    states.includes((await readRun(database, id)).state),
  );
  return readRun(database, id);
}

/** Waits for a run's check, starts it, and waits until it is done. Returns the run. */
export async function runToEnd(
  database: TestDatabase,
  id: number,
  settings: Partial<RunSettings> = {},
): Promise<Run> {
  await untilRun(database, id, "ready");
  await createRunStore(database.root, EVERY_CUSTOMER).start(id, { ...NO_OPTIONS, ...settings });
  return untilRun(database, id, "done");
}

/** Returns the result of every lead of a run, in the order of its chunks. */
export async function leadResultsOf(database: TestDatabase, id: number): Promise<readonly RunLead[]> {
  const parts = createRunChunks(database.root, EVERY_CUSTOMER);
  const { chunkCount } = await readRun(database, id);
  const leads: RunLead[] = [];
  for (let part = 0; part < chunkCount; part += 1) leads.push(...((await parts.read(id, part))?.leads ?? []));
  return leads;
}

/** Returns every lead's outcome, with its detail if it has one. */
export async function outcomesOf(database: TestDatabase, id: number): Promise<ReadonlyMap<number, string>> {
  const leads = await leadResultsOf(database, id);
  return new Map(
    leads.map(({ leadId, outcome, detail }) => [leadId, detail === "" ? outcome : `${outcome}: ${detail}`]),
  );
}

/** Sets a run to a state, leased to another instance so that nobody works on it. */
export async function holdRun(
  { root }: TestDatabase,
  id: number,
  columns: Readonly<Record<string, string | number | null>>,
): Promise<void> {
  const lease = { lease_owner: "another", lease_until: "2099-01-01 00:00:00" };
  const started = { started_at: "2026-01-01 10:00:00" };
  await root("dearchive_runs")
    .where({ id })
    .update({ ...lease, ...started, ...columns });
}
