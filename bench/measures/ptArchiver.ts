import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { FULL_CALL } from "../sizes.ts";
import type { BenchDatabase } from "../support/database.ts";
import { HOST } from "../support/mariaDb.ts";

/** `bulk`: many rows per statement. `single`: one statement per row and table. */
export type PtArchiverMode = "bulk" | "single";

/** Percona's pt-archiver, moving the same leads as the plugin. */
export interface PtArchiver {
  /** Moves leads and returns how long it worked on them, in milliseconds, without its start. */
  move(leadIds: readonly number[], mode: PtArchiverMode): Promise<number>;
}

const IDS = "bench_ids";
const MODES: Readonly<Record<PtArchiverMode, readonly string[]>> = {
  bulk: ["--bulk-insert", "--bulk-delete"],
  single: [],
};
/** A line of `--statistics`: action, count, seconds, percent. The seconds of all lines add up to the whole. */
const STATISTIC = /^\w+ +\d+ +(-?[\d.]+) +-?[\d.]+$/gm;

/** pt-archiver's fastest safe settings: 500 rows per transaction, and no warnings that stop it. */
function words({ mariaDb, name }: BenchDatabase, where: string, mode: PtArchiverMode): readonly string[] {
  const account = `h=${HOST},P=${mariaDb.port},u=root,p=${mariaDb.rootPassword},D=${name}`;
  return [
    ["--source", `${account},t=vicidial_list_archive`],
    ["--dest", `${account},t=vicidial_list`],
    ["--where", where],
    ["--limit", String(FULL_CALL)],
    ["--commit-each", "--statistics", "--no-check-charset", "--no-version-check"],
    MODES[mode],
  ].flat();
}

/** Selects the leads: neighbours by their range, and others by a table, because a list would be too long for a command. */
async function selection({ root }: BenchDatabase, leadIds: readonly number[]): Promise<string> {
  const sorted = leadIds.toSorted((one, other) => one - other);
  const [first = 0, last = 0] = [sorted[0], sorted.at(-1)];
  if (last - first === 2 * (sorted.length - 1)) return `lead_id BETWEEN ${first} AND ${last}`;
  await root.query(`CREATE OR REPLACE TABLE ${IDS} (lead_id INT UNSIGNED PRIMARY KEY)`);
  await root.query(`INSERT INTO ${IDS} VALUES ?`, [sorted.map((id) => [id])]);
  return `lead_id IN (SELECT lead_id FROM ${IDS})`;
}

function secondsIn(report: string): number {
  return [...report.matchAll(STATISTIC)].reduce((sum, [, seconds]) => sum + Number(seconds), 0);
}

/** Returns pt-archiver, or why it cannot be compared. */
export async function findPtArchiver(database: BenchDatabase): Promise<PtArchiver | string> {
  const run = promisify(execFile);
  try {
    await run("pt-archiver", ["--version"]);
  } catch {
    return "pt-archiver is not installed (Debian package percona-toolkit)";
  }
  return {
    async move(leadIds, mode) {
      const where = await selection(database, leadIds);
      const { stdout } = await run("pt-archiver", words(database, where, mode));
      for (const action of ["INSERT", "DELETE"])
        if (!stdout.includes(`${action} ${leadIds.length}\n`))
          throw new Error(`pt-archiver did not ${action} ${leadIds.length} leads:\n${stdout}`);
      return secondsIn(stdout) * 1000;
    },
  };
}
