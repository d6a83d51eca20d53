import { setTimeout as sleep } from "node:timers/promises";
import mysql, { type Connection } from "mysql2/promise";
import { FULL_CALL, type Sizes } from "../sizes.ts";
import { createClient, type MoveClient } from "../support/client.ts";
import type { BenchDatabase } from "../support/database.ts";
import { drawLeads, putBack } from "../support/leads.ts";
import { note, timed } from "../support/progress.ts";
import { withServer } from "../support/server.ts";
import { createRandom, cut, median, p99 } from "../support/statistics.ts";

/**
 * Duration of one dialer statement in milliseconds, idle and while batches run. Each figure is the median over its
 * phases, so that a burst of other load does not decide the 99th percentile.
 */
export interface Wait {
  readonly idleP50Ms: number;
  readonly idleP99Ms: number;
  readonly busyP50Ms: number;
  readonly busyP99Ms: number;
  /** Additional p99 wait while batches run back to back. */
  readonly extraP99Ms: number;
}

export interface DialerWait {
  readonly hopperQuery: Wait;
  readonly update: Wait;
}

/** Pause between two dialer statements; without it the dialer would measure its own load. */
const PAUSE_MS = 4;

/** The hopper's query for leads to dial. */
const HOPPER_QUERY = `SELECT lead_id, list_id, gmt_offset_now, phone_number, state, status, modify_date, user, vendor_lead_code
  FROM vicidial_list
  WHERE called_since_last_reset = 'N' AND status IN ('NEW', 'NA') AND list_id = 1001
    AND gmt_offset_now IN (-5.00, 0.00, 1.00, 2.00)
  ORDER BY lead_id LIMIT 100`;

/** The dialer's update when it places a call. */
const UPDATE =
  "UPDATE vicidial_list SET called_count = called_count + 1, last_local_call_time = NOW() WHERE lead_id = ?";

/** A probe with its durations, one list per phase. */
interface Probe {
  readonly idle: number[][];
  readonly busy: number[][];
  ask(): Promise<unknown>;
}

/** Repeats a probe until the time is over. */
async function sample(probe: Probe, into: "idle" | "busy", until: number): Promise<void> {
  const times: number[] = [];
  while (performance.now() < until) {
    times.push(await timed(probe.ask));
    await sleep(PAUSE_MS);
  }
  probe[into].push(times);
}

/** Sends full requests back to back until the time is over; the supply of leads never runs out. */
async function keepMoving(database: BenchDatabase, client: MoveClient, random: () => number, until: number) {
  const leads = drawLeads(database.archived, Math.floor(database.archived / 2), random);
  for (const batch of cut(leads, FULL_CALL)) {
    if (performance.now() >= until) return;
    await client.move(batch);
  }
}

function waitOf({ idle, busy }: Probe): Wait {
  const extras = busy.map((times, phase) => p99(times) - p99(idle[phase] ?? []));
  return {
    idleP50Ms: median(idle.map(median)),
    idleP99Ms: median(idle.map(p99)),
    busyP50Ms: median(busy.map(median)),
    busyP99Ms: median(busy.map(p99)),
    extraP99Ms: median(extras),
  };
}

function makeProbes(connections: readonly [Connection, Connection], { live, archived }: BenchDatabase) {
  const random = createRandom(4);
  const step = Math.max(1, Math.floor(archived / live));
  const liveLead = () => 2 * step * (1 + Math.floor(random() * live)) - 1;
  const hopperQuery: Probe = { idle: [], busy: [], ask: () => connections[0].query(HOPPER_QUERY) };
  const update: Probe = { idle: [], busy: [], ask: () => connections[1].query(UPDATE, [liveLead()]) };
  return { hopperQuery, update };
}

/** Measures how long the dialer waits: its two most frequent statements, in alternating idle and busy phases. */
export async function measureDialerWait(database: BenchDatabase, sizes: Sizes): Promise<DialerWait> {
  note(`${database.engine}: the dialer's wait, ${sizes.phases} phases of ${2 * sizes.phaseMs} ms`);
  const [{ account, vicidialDatabase }] = database.config.customers;
  const open = () => mysql.createConnection({ ...account, database: vicidialDatabase });
  const connections = [await open(), await open()] as const;
  const { hopperQuery, update } = makeProbes(connections, database);
  const random = createRandom(5);
  await withServer(database, async (server) => {
    const client = createClient(server);
    await keepMoving(database, client, random, performance.now() + sizes.phaseMs);
    await putBack(database.root);
    for (let phase = 0; phase < sizes.phases; phase += 1) {
      let until = performance.now() + sizes.phaseMs;
      await Promise.all([sample(hopperQuery, "idle", until), sample(update, "idle", until)]);
      until = performance.now() + sizes.phaseMs;
      const moving = keepMoving(database, client, random, until);
      await Promise.all([moving, sample(hopperQuery, "busy", until), sample(update, "busy", until)]);
      await putBack(database.root);
    }
    client.close();
  });
  for (const connection of connections) await connection.end();
  return { hopperQuery: waitOf(hopperQuery), update: waitOf(update) };
}
