import { Agent, get } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Knex } from "knex";
import { ADMIN_USER } from "../../demo/seed.ts";
import { connect } from "../../server/db/connect.ts";
import { EVERY_CUSTOMER } from "../../server/db/customerScope.ts";
import type { RunState } from "../../server/runs/run.ts";
import { createRunStore } from "../../server/runs/store/runStore.ts";
import type { BenchDatabase } from "./database.ts";
import type { BenchServer } from "./server.ts";

/** Controls a bench database's runs without the pages. */
export interface BenchRuns {
  /** Creates a run of these leads; the server previews it next. */
  create(leadIds: readonly number[]): Promise<number>;
  /** Requests another preview of its leads. */
  recheck(id: number): Promise<boolean>;
  start(id: number): Promise<boolean>;
  until(id: number, state: RunState): Promise<void>;
  discard(id: number): Promise<boolean>;
  close(): Promise<void>;
}

const LOOK_EVERY_MS = 20;

/** Authorization header of the demo's admin. */
export function adminAuthorization({ adminPassword }: BenchDatabase): string {
  return `Basic ${Buffer.from(`${ADMIN_USER}:${adminPassword}`).toString("base64")}`;
}

export function openRuns({ config }: BenchDatabase): BenchRuns {
  const [{ account, ownDatabase }] = config.customers;
  const db: Knex = connect({ ...config, account, database: ownDatabase });
  const runs = createRunStore(db, EVERY_CUSTOMER);
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
    start: (id) => runs.start(id, { skip: ["dnc"], restoresCallbacks: false, rate: null, changes: null }),
    async until(id, state) {
      while ((await runs.find(id))?.state !== state) await sleep(LOOK_EVERY_MS);
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
