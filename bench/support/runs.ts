import { Agent, get } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Knex } from "knex";
import { ADMIN_USER } from "../../demo/seed.ts";
import { connect } from "../../server/db/connect.ts";
import { EVERY_CUSTOMER } from "../../server/db/customerScope.ts";
import type { RunState } from "../../server/runs/run.ts";
import { totalOf } from "../../server/runs/runOutcome.ts";
import { createRunStore } from "../../server/runs/store/runStore.ts";
import type { BenchDatabase } from "./database.ts";
import { timed } from "./progress.ts";
import type { BenchServer } from "./server.ts";

/** Controls a bench database's runs without the pages. */
export interface BenchRuns {
  /** Creates a run of these leads; the server previews it next. */
  create(leadIds: readonly number[]): Promise<number>;
  /** Requests another preview of its leads. */
  recheck(id: number): Promise<boolean>;
  start(id: number): Promise<boolean>;
  until(id: number, state: RunState): Promise<void>;
  /** Starts a run and returns how long it takes per lead in milliseconds, from its first finished chunk to its end. */
  timePerLead(id: number): Promise<number>;
  discard(id: number): Promise<boolean>;
  close(): Promise<void>;
}

const LOOK_EVERY_MS = 20;
/** Short, because what is measured ends in between. */
const TIMED_LOOK_EVERY_MS = 5;

/** Authorization header of the demo's admin. */
export function adminAuthorization({ adminPassword }: BenchDatabase): string {
  return `Basic ${Buffer.from(`${ADMIN_USER}:${adminPassword}`).toString("base64")}`;
}

export function openRuns({ config }: BenchDatabase): BenchRuns {
  const [{ account, ownDatabase }] = config.customers;
  const db: Knex = connect({ ...config, account, database: ownDatabase });
  const runs = createRunStore(db, EVERY_CUSTOMER);

  /** Waits until as many leads are handled; returns how many are. */
  async function untilHandled(id: number, leads: number): Promise<number> {
    for (;;) {
      const run = await runs.find(id);
      const handled = totalOf(run?.counts ?? {});
      if (handled >= leads) return handled;
      await sleep(TIMED_LOOK_EVERY_MS);
    }
  }
  const start = (id: number) =>
    runs.start(id, { skip: ["dnc"], restoresCallbacks: false, rate: null, changes: null });

  return {
    create: (leadIds) =>
      runs.create({
        customer: "default",
        direction: "dearchive",
        user: ADMIN_USER,
        requestId: "bench",
        source: { kind: "list", name: "bench", invalid: 0, repeated: 0 },
        leadIds: [...leadIds].sort((one, other) => one - other),
      }),
    recheck: runs.recheck,
    start,
    async until(id, state) {
      while ((await runs.find(id))?.state !== state) await sleep(LOOK_EVERY_MS);
    },
    async timePerLead(id) {
      await start(id);
      const leads = (await runs.find(id))?.leadCount ?? 0;
      const first = await untilHandled(id, 1);
      if (first === leads) throw new Error(`run ${id} has too few leads to be timed`);
      const ms = await timed(() => untilHandled(id, leads));
      return ms / (leads - first);
    },
    discard: runs.discard,
    close: () => db.destroy(),
  };
}

/** Watches a run's progress like this many open pages, until closed. */
export function watchRun(
  { port }: BenchServer,
  authorization: string,
  id: number,
  viewers: number,
): { close(): void } {
  const agent = new Agent({ keepAlive: true });
  const path = `/vicidial/dearchive/runs/${id}/events`;
  const calls = Array.from({ length: viewers }, () =>
    get(
      { host: "127.0.0.1", port, path, agent, headers: { Authorization: authorization } },
      (response) => void response.resume().on("error", () => undefined),
    ).on("error", () => undefined),
  );
  return {
    close() {
      for (const call of calls) call.destroy();
      agent.destroy();
    },
  };
}
