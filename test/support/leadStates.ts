import { expect } from "chai";
import type { StorageEngine } from "../../demo/defaults.ts";
import type { LeadTable } from "../../server/leads/tables/direction.ts";
import { createTestDatabase, type TestDatabase, type TestDatabaseOptions } from "./database.ts";
import { type LeadRow, readLeads } from "./factories.ts";

/** A snapshot of both lead tables: every lead's bytes by its id. */
export interface LeadStates {
  readonly vicidial_list: ReadonlyMap<number, string>;
  readonly vicidial_list_archive: ReadonlyMap<number, string>;
}

/** The storage engines of the two lead tables. */
export interface EnginePair {
  readonly name: string;
  readonly live: StorageEngine;
  readonly archive: StorageEngine;
}

export const SAME_ENGINES: readonly EnginePair[] = [
  { name: "MyISAM", live: "myisam", archive: "myisam" },
  { name: "InnoDB", live: "innodb", archive: "innodb" },
];
export const MIXED_ENGINES: readonly EnginePair[] = [
  { name: "a MyISAM live table and an InnoDB archive", live: "myisam", archive: "innodb" },
  { name: "an InnoDB live table and a MyISAM archive", live: "innodb", archive: "myisam" },
];
export const ENGINE_PAIRS: readonly EnginePair[] = [...SAME_ENGINES, ...MIXED_ENGINES];

/** Creates a Vicidial database whose lead tables use these engines. */
export async function createPairedDatabase(
  { live, archive }: EnginePair,
  options: TestDatabaseOptions = {},
): Promise<TestDatabase> {
  const database = await createTestDatabase({ ...options, engine: live });
  if (archive !== live) await database.sql(`ALTER TABLE vicidial_list_archive ENGINE=${archive}`);
  return database;
}

export async function readStates(database: TestDatabase): Promise<LeadStates> {
  return {
    vicidial_list: await readLeads(database, "vicidial_list"),
    vicidial_list_archive: await readLeads(database, "vicidial_list_archive"),
  };
}

/** Expects every row of `before` to be in at least one table of `after`, byte for byte. */
export function expectNothingLost(before: LeadStates, after: LeadStates): void {
  for (const [leadId, bytes] of [...before.vicidial_list, ...before.vicidial_list_archive]) {
    expect(
      [after.vicidial_list.get(leadId), after.vicidial_list_archive.get(leadId)],
      `the data of lead ${leadId}`,
    ).to.include(bytes);
  }
}

/** Expects every row of `after` to be in at least one table of `before`, byte for byte. */
export function expectNothingAltered(before: LeadStates, after: LeadStates): void {
  for (const [leadId, bytes] of [...after.vicidial_list, ...after.vicidial_list_archive]) {
    expect(
      [before.vicidial_list.get(leadId), before.vicidial_list_archive.get(leadId)],
      `the data of lead ${leadId}`,
    ).to.include(bytes);
  }
}

/** Expects both tables to be unchanged, byte for byte. */
export function expectUnchanged(before: LeadStates, after: LeadStates): void {
  expect(after).to.deep.equal(before);
}

/** Returns the names of the columns that differ between two rows in the form of `readLeads`. */
export function differingColumns(one: string, other: string): readonly string[] {
  const cells = new Set(other.split(";"));
  return one
    .split(";")
    .filter((cell) => !cells.has(cell))
    .map((cell) => cell.slice(0, cell.indexOf("=")));
}

/** Inserts rows, including id 0. Without strict mode, as in Vicidial: invalid values are truncated or zeroed. */
export async function putRows(
  database: TestDatabase,
  table: LeadTable,
  rows: readonly LeadRow[],
): Promise<void> {
  if (rows.length === 0) return;
  const { sql, bindings } = database
    .root(table)
    .insert([...rows])
    .toSQL();
  const mode = "NO_ENGINE_SUBSTITUTION,NO_AUTO_VALUE_ON_ZERO";
  await database.sql(`SET STATEMENT sql_mode = '${mode}' FOR ${sql}`, bindings);
}

/** Empties the lead tables and the history. */
export async function clearTables(database: TestDatabase): Promise<void> {
  await database.sql(
    [
      "vicidial_list",
      "vicidial_list_archive",
      "dearchive_batch_leads",
      "dearchive_lead_changes",
      "dearchive_batches",
    ]
      .map((table) => `DELETE FROM ${table}`)
      .join(";"),
  );
}
