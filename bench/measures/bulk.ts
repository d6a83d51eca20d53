import type { Sizes } from "../sizes.ts";
import { runBulkCommand } from "../support/bulkCommand.ts";
import type { BenchDatabase } from "../support/database.ts";
import { countMoved, drawLeads, ORDERS, type Order, putBack } from "../support/leads.ts";
import { note } from "../support/progress.ts";
import { alternate, type Leg, mediansOf, type Ratio, ratioOf } from "../support/rounds.ts";
import { type BenchRuns, openRuns } from "../support/runs.ts";
import { withServer } from "../support/server.ts";
import { createRandom } from "../support/statistics.ts";
import { findPtArchiver, type PtArchiver } from "./ptArchiver.ts";

type LegName = "command" | "run" | "ptBulk";

/** Whole lists of leads: `vicidial-dearchive run` and background runs beside pt-archiver. */
export interface Bulk {
  readonly order: Order;
  readonly leads: number;
  /** Leads per second, each the median over the rounds. */
  readonly rates: Readonly<Partial<Record<LegName, number>>>;
  readonly commandToPtArchiver: Ratio | undefined;
  readonly runToPtArchiver: Ratio | undefined;
}

/** Moves leads and returns how long it took, in milliseconds. */
type Move = (leadIds: readonly number[]) => Promise<number>;

/** Creates and previews a run, and measures only its move. */
async function runInBackground(runs: BenchRuns, leadIds: readonly number[]): Promise<number> {
  const id = await runs.create(leadIds);
  await runs.until(id, "ready");
  const msPerLead = await runs.timePerLead(id);
  await runs.until(id, "done");
  return msPerLead * leadIds.length;
}

function legsOf(
  database: BenchDatabase,
  ways: { readonly runs: BenchRuns; readonly ptArchiver: PtArchiver | string },
  { bulkLeads }: Sizes,
  order: Order,
): Readonly<Partial<Record<LegName, Leg>>> {
  const random = createRandom(12);
  const { runs, ptArchiver } = ways;
  const leg = (move: Move) => async () => {
    const leads = drawLeads(database.archived, bulkLeads, random, order);
    const ms = await move(leads);
    const { live } = await countMoved(database.root);
    if (live !== leads.length) throw new Error(`${live} of ${leads.length} leads were moved`);
    await putBack(database.root);
    return (leads.length / ms) * 1000;
  };
  return {
    command: leg((leads) => runBulkCommand(database, leads)),
    run: leg((leads) => runInBackground(runs, leads)),
    ...(typeof ptArchiver !== "string" && { ptBulk: leg((leads) => ptArchiver.move(leads, "bulk")) }),
  };
}

/** Compares whole lists with pt-archiver, for neighbouring and for scattered leads. */
export async function measureBulk(database: BenchDatabase, sizes: Sizes): Promise<readonly Bulk[]> {
  const ptArchiver = await findPtArchiver(database);
  const runs = openRuns(database);
  try {
    return await withServer(database, async () => {
      const results: Bulk[] = [];
      for (const order of ORDERS) {
        note(`${database.engine}: lists of ${sizes.bulkLeads} ${order} leads, ${sizes.rounds} rounds`);
        const legs = legsOf(database, { runs, ptArchiver }, sizes, order);
        const figures = await alternate(legs, sizes.rounds);
        const { command, run, ptBulk } = figures;
        results.push({
          order,
          leads: sizes.bulkLeads,
          rates: mediansOf(figures),
          commandToPtArchiver: ratioOf(command, ptBulk),
          runToPtArchiver: ratioOf(run, ptBulk),
        });
      }
      return results;
    });
  } finally {
    await runs.close();
  }
}
