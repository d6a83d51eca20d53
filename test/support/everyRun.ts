import type { AdminSetup } from "./adminSetup.ts";
import {
  fillHistory,
  fillHours,
  fillKeys,
  fillPlans,
  fillVicidial,
  fillWebhooks,
  LEADS,
} from "./everyPage.ts";
import { idsFrom } from "./leadIds.ts";
import { createRun, holdRun, runToEnd, untilRun } from "./runs.ts";

/** Ids of the runs, by state. */
export type ShownRuns = Awaited<ReturnType<typeof fillRuns>>;

/** Columns of a run's row. */
type RunColumns = Readonly<Record<string, string | number | null>>;

/** States that pass too fast to be looked at. */
const HELD_STATES = {
  checking: { state: "checking", checked_parts: 0, check_result: null, started_at: null },
  running: { state: "running", rate: 50 },
  blocked: {
    state: "running",
    hold_code: "office_hours",
    hold_detail: "Office",
    hold_until: "2099-01-01 00:00:00",
  },
  paused: { state: "paused" },
  interrupted: { state: "paused", hold_code: "schema_drift", hold_detail: "the column owner is missing" },
  stopped: {
    state: "stopped",
    finished_at: "2026-01-01 10:05:00",
    lease_owner: null,
    lease_until: null,
  },
} as const satisfies Readonly<Record<string, RunColumns>>;

/** Creates a run that would archive leads, some of which are in use. */
async function archivingRun({ database }: AdminSetup): Promise<number> {
  const { root } = database;
  await root.from("vicidial_hopper").insert({ lead_id: LEADS.live, list_id: 1001 });
  const agent = { user: "1001", server_ip: "127.0.0.1", status: "INCALL", lead_id: 4 };
  await root.from("vicidial_live_agents").insert(agent);
  const id = await createRun(database, [4, LEADS.equal, LEADS.live, LEADS.archived], {
    direction: "archive",
  });
  await untilRun(database, id, "ready");
  return id;
}

/** Creates a run that undoes another one. */
async function undoRun({ submit }: AdminSetup, id: number): Promise<number> {
  const answer = await submit("boss", `/runs/${id}/undo`, {});
  return Number(answer.headers.get("Location")?.split("/").at(-1));
}

/** Creates a run in each state, of the leads of `fillVicidial`. Returns their ids. */
async function fillRuns(setup: AdminSetup) {
  const { database } = setup;
  const create = (ids: readonly number[]) => createRun(database, ids);
  const [done, undone, called, ready] = [
    await create([4, LEADS.twin, LEADS.dnc, LEADS.missing, ...idsFrom(10, 30)]),
    await create(idsFrom(31, 40)),
    await create(idsFrom(81, 84)),
    await create([LEADS.twin, 3, LEADS.dnc, LEADS.missing, ...idsFrom(41, 60)]),
  ];
  const held: [keyof typeof HELD_STATES, number][] = [];
  for (const name of Object.keys(HELD_STATES) as (keyof typeof HELD_STATES)[])
    held.push([name, await create(idsFrom(61, 80))]);
  for (const [name, id] of held) {
    await untilRun(database, id, "ready");
    await holdRun(database, id, HELD_STATES[name]);
  }
  await runToEnd(database, done, { skip: ["dnc"] });
  await runToEnd(database, undone);
  await runToEnd(database, called);
  await database.root("vicidial_list").where({ lead_id: 82 }).update({ status: "SALE" });
  const [undo, undoOfCalled] = [await undoRun(setup, undone), await undoRun(setup, called)];
  await runToEnd(database, undo);
  await untilRun(database, undoOfCalled, "ready");
  await untilRun(database, ready, "ready");
  return {
    ...{ done, undone, undo, undoOfCalled, ready },
    ...(Object.fromEntries(held) as Record<keyof typeof HELD_STATES, number>),
    archiving: await archivingRun(setup),
  };
}

/** Fills a database so that every page has something to show, with a run in each state. Returns the ids of the runs. */
export async function fillEveryPage(setup: AdminSetup): Promise<ShownRuns> {
  await fillVicidial(setup);
  await fillKeys(setup);
  await fillWebhooks(setup);
  await fillHistory(setup);
  const runs = await fillRuns(setup);
  await fillPlans(setup, runs.done);
  // After the runs, which the rules would block at some times of the day.
  await fillHours(setup);
  return runs;
}
