import { setTimeout as sleep } from "node:timers/promises";
import type { Connection } from "mysql2/promise";
import type { Config } from "../../server/config/index.ts";
import { connect } from "../../server/db/connect.ts";
import { EVERY_CUSTOMER } from "../../server/db/customerScope.ts";
import { toUtcText } from "../../server/db/sql.ts";
import type { RunState } from "../../server/runs/run.ts";
import { createRunStore, type NewRun, type RunStore } from "../../server/runs/store/runStore.ts";
import { NOW } from "./time.ts";
import { ADMIN } from "./vicidial.ts";

/** Anna's runs, one in each state; their numbers appear in the pictures. */
export const SHOWN_RUNS = { done: 1, ready: 2, running: 3, undo: 4 } as const;

/** Leads of the finished run: some differ, some are on a DNC list. */
const DONE_LEADS = Array.from({ length: 640 }, (_, n) => 9000 + n);

async function until(runs: RunStore, id: number, state: RunState): Promise<void> {
  while ((await runs.find(id))?.state !== state) await sleep(50);
}

function by(wanted: Pick<NewRun, "source"> & Partial<NewRun>): NewRun {
  return {
    customer: "default",
    direction: "dearchive",
    user: ADMIN,
    requestId: "of-the-pictures",
    ...wanted,
  };
}

/** Halfway done, owned by an instance that no longer works, so that the picture never changes. */
async function stopTheClockOn(root: Connection, id: number): Promise<void> {
  const counts = { moved: 478, deleted: 2, kept_differs: 16, left_out: 4 };
  await root.query("UPDATE dearchive_runs SET ? WHERE id = ?", [
    {
      state: "running",
      done_parts: 1,
      counts: JSON.stringify(counts),
      rate: 60,
      lease_owner: "of-the-pictures",
      lease_until: toUtcText(new Date(NOW.getTime() + 3_600_000)),
      started_at: toUtcText(new Date(NOW.getTime() - 8000)),
    },
    id,
  ]);
}

/** Creates runs through the running plugin, which works on them. */
export async function makeRuns(root: Connection, config: Config): Promise<void> {
  const [{ account, ownDatabase }] = config.customers;
  const db = connect({ ...config, account, database: ownDatabase });
  const runs = createRunStore(db, EVERY_CUSTOMER);
  try {
    const list = { kind: "list", name: "won-back-november.csv", invalid: 2, repeated: 0 } as const;
    const done = await runs.create(by({ source: list, leadIds: DONE_LEADS }));
    await until(runs, done, "ready");
    await runs.start(done, { leaveOut: ["dnc"], restoresCallbacks: false, rate: null });
    await until(runs, done, "done");
    const search = (listId: number, statuses: readonly string[]) =>
      by({ source: { kind: "search", search: { listId, statuses } } });
    const ready = await runs.create(search(1001, ["NEW", "CALLBK", "NA"]));
    await until(runs, ready, "ready");
    const running = await runs.create(search(1001, ["A", "B", "DROP"]));
    await until(runs, running, "ready");
    await stopTheClockOn(root, running);
    const undo = await runs.create(by({ source: { kind: "run", runId: done }, direction: "archive" }));
    await until(runs, undo, "ready");
  } finally {
    await db.destroy();
  }
}
