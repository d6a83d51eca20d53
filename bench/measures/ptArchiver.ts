import { spawn } from "node:child_process";
import { FULL_CALL } from "../sizes.ts";
import type { BenchDatabase } from "../support/database.ts";
import { countMoved, putBack } from "../support/leads.ts";
import { HOST } from "../support/mariaDb.ts";
import { timed } from "../support/progress.ts";

/** Leads per second, or the reason why there is no figure. */
export type PtArchiverResult = { readonly leadsPerSecond: number } | { readonly absent: string };

function run(program: string, words: readonly string[]): Promise<void> {
  return new Promise((done, failed) => {
    const child = spawn(program, words, { stdio: ["ignore", "ignore", "pipe"] });
    let complaint = "";
    child.stderr.on("data", (chunk: Buffer) => {
      complaint += chunk.toString();
    });
    child.once("error", failed);
    child.once("close", (code) => {
      if (code === 0) done();
      else failed(new Error(complaint.trim().split("\n").at(-1) || `it ended with ${code}`));
    });
  });
}

/** pt-archiver's fastest safe settings: many rows per statement, a commit after each. */
function words({ mariaDb, name }: BenchDatabase, where: string): readonly string[] {
  const account = `h=${HOST},P=${mariaDb.port},u=root,p=${mariaDb.rootPassword},D=${name}`;
  return [
    ["--source", `${account},t=vicidial_list_archive`],
    ["--dest", `${account},t=vicidial_list`],
    ["--where", where],
    ["--limit", String(FULL_CALL)],
    ["--bulk-insert", "--bulk-delete", "--commit-each", "--no-check-charset", "--no-version-check"],
  ].flat();
}

/**
 * Measures how fast Percona's pt-archiver moves the same number of leads. Its start-up, timed by a run without matches, is
 * subtracted. It takes a range of ids, not a list, so its leads are neighbours, which is the easiest case.
 */
export async function measurePtArchiver(database: BenchDatabase, leads: number): Promise<PtArchiverResult> {
  try {
    const startMs = await timed(() => run("pt-archiver", words(database, "lead_id BETWEEN 1 AND 1")));
    const moveMs = await timed(() =>
      run("pt-archiver", words(database, `lead_id BETWEEN 1 AND ${2 * leads}`)),
    );
    const { live } = await countMoved(database.root);
    if (live !== leads) return { absent: `it moved ${live} of ${leads} leads` };
    return { leadsPerSecond: (leads / Math.max(1, moveMs - startMs)) * 1000 };
  } catch (error) {
    const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
    if (isMissing) return { absent: "not installed (Debian package percona-toolkit)" };
    return { absent: `failed: ${error instanceof Error ? error.message : String(error)}` };
  } finally {
    await putBack(database.root);
  }
}
