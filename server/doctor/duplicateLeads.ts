import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import type { Knex } from "knex";
import { queryRows } from "../db/sql.ts";
import { qualify } from "../leads/tables/statements.ts";
import { type Finding, ok, pasteable, warning } from "./finding.ts";

export interface DuplicateCount {
  readonly duplicates: number;
  /** Archived leads that were looked at. */
  readonly looked: number;
  /** Whether the whole archive was looked at. */
  readonly complete: boolean;
}

/** A slice takes a few milliseconds: on MyISAM nobody who writes waits longer. */
const SLICE = 5_000;
/** The dialer's turn, between slices. */
const PAUSE_MS = 5;

interface SliceRow {
  last: number | null;
  looked: number;
  duplicates: number;
}

/**
 * Counts the leads that stand in both tables, by walking along the archive's key in small slices, so that a table of
 * ten millions is never held for long.
 *
 * @param budgetMs when to stop and say how far it came
 */
export async function countDuplicates(db: Knex, database: string, budgetMs: number): Promise<DuplicateCount> {
  const [live, archive] = [qualify(database, "vicidial_list"), qualify(database, "vicidial_list_archive")];
  const sql = `SELECT MAX(slice.lead_id) AS last, COUNT(*) AS looked, COUNT(l.lead_id) AS duplicates
    FROM (SELECT lead_id FROM ${archive} WHERE lead_id > ? ORDER BY lead_id LIMIT ${SLICE}) AS slice
    LEFT JOIN ${live} AS l ON l.lead_id = slice.lead_id`;
  const start = performance.now();
  let after = -1;
  let [looked, duplicates] = [0, 0];
  while (performance.now() - start < budgetMs) {
    const rows = await queryRows<SliceRow>(db, sql, [after]);
    const slice = rows[0];
    looked += slice?.looked ?? 0;
    duplicates += slice?.duplicates ?? 0;
    if (!slice || slice.last === null || slice.looked < SLICE) return { duplicates, looked, complete: true };
    after = slice.last;
    await sleep(PAUSE_MS);
  }
  return { duplicates, looked, complete: false };
}

/** Leads that stand in both tables: harmless, but each is worth a look. */
export async function examineDuplicates(
  db: Knex,
  database: string,
  budgetMs: number,
): Promise<readonly Finding[]> {
  const { duplicates, looked, complete } = await countDuplicates(db, database, budgetMs);
  const [live, archive] = [qualify(database, "vicidial_list"), qualify(database, "vicidial_list_archive")];
  const where = complete
    ? `of ${looked} archived leads`
    : `of the first ${looked} archived leads (--seconds N looks further)`;
  if (duplicates === 0) return [ok("twins", `none ${where} is live too`)];
  return [
    warning(
      "twins",
      `${duplicates} ${where} are live too. List them with the first line, and see with the second which copies differ; without --dry-run it removes those that are equal`,
      [
        ...pasteable(`SELECT s.lead_id FROM ${archive} AS s JOIN ${live} AS t ON t.lead_id = s.lead_id`),
        "vicidial-dearchive run --ids LIST --report twins.csv --dry-run",
      ],
    ),
  ];
}
