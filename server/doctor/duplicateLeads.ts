import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import type { Knex } from "knex";
import { createDuplicateSlices, SLICE_SIZE } from "../leads/lookup/duplicateSlices.ts";
import { qualify } from "../leads/tables/statements.ts";
import { type Finding, ok, pasteable, warning } from "./finding.ts";

export interface DuplicateCount {
  readonly duplicates: number;
  /** Archived leads that were checked. */
  readonly checked: number;
  /** Whether the whole archive was checked. */
  readonly complete: boolean;
}

/** Lets the dialer write between slices. */
const PAUSE_MS = 5;

/**
 * Counts the leads in both tables. Reads the archive by its key in small slices, so that a table of ten million rows is
 * never locked for long.
 *
 * @param budgetMs stops after this time and returns the count so far
 */
export async function countDuplicates(db: Knex, database: string, budgetMs: number): Promise<DuplicateCount> {
  const slices = createDuplicateSlices(db, database);
  const start = performance.now();
  let after = -1;
  let [checked, duplicates] = [0, 0];
  while (performance.now() - start < budgetMs) {
    const slice = await slices.count(after);
    checked += slice.checked;
    duplicates += slice.duplicates;
    if (slice.last === null || slice.checked < SLICE_SIZE) return { duplicates, checked, complete: true };
    after = slice.last;
    await sleep(PAUSE_MS);
  }
  return { duplicates, checked, complete: false };
}

/** Checks for leads in both tables. They are harmless, but worth resolving. */
export async function examineDuplicates(
  db: Knex,
  database: string,
  budgetMs: number,
): Promise<readonly Finding[]> {
  const { duplicates, checked, complete } = await countDuplicates(db, database, budgetMs);
  const [live, archive] = [qualify(database, "vicidial_list"), qualify(database, "vicidial_list_archive")];
  const scope = complete
    ? `of ${checked} archived leads`
    : `of the first ${checked} archived leads (use --seconds N to check more)`;
  if (duplicates === 0) return [ok("duplicates", `None ${scope} is also live.`)];
  return [
    warning(
      "duplicates",
      `${duplicates} ${scope} are also live. The first line lists them. The second line reports which copies differ. Without --dry-run, it deletes archived copies that are equal.`,
      [
        ...pasteable(`SELECT s.lead_id FROM ${archive} AS s JOIN ${live} AS t ON t.lead_id = s.lead_id`),
        "vicidial-dearchive run --ids LIST --report duplicates.csv --dry-run",
      ],
    ),
  ];
}
