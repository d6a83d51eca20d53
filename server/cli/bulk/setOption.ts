import type { Knex } from "knex";
import {
  type ChangeProblem,
  type ChangesOwner,
  createChangesCheck,
  type LeadChanges,
  readChanges,
} from "../../leads/changes/index.ts";
import { UsageError } from "../usageError.ts";

/** The value of a field: numbers where the field takes one, true for a field without a value. */
function toJson(word: string): readonly [string, string | number | boolean] {
  const [, field = "", value] = /^([^=]*)(?:=(.*))?$/s.exec(word) ?? [];
  if (value === undefined) return [field, true];
  return [field, field === "rank" && /^[+-]?\d+$/.test(value) ? Number(value) : value];
}

function refuse(problems: readonly ChangeProblem[]): void {
  const [problem] = problems;
  if (problem) throw new UsageError(`--set ${problem.field}: ${problem.text}`);
}

/** Parses the values of `--set`; null for none. @throws UsageError */
export function parseChanges(words: readonly string[] = []): LeadChanges | null {
  const read = readChanges(Object.fromEntries(words.map(toJson)));
  if ("changes" in read) return read.changes;
  refuse(read.problems);
  return null;
}

/** @throws UsageError if the list or the status does not exist, or a value does not fit its column */
export async function refuseWrongChanges(
  db: Knex,
  vicidialDatabase: string,
  changes: LeadChanges | null,
  owner: ChangesOwner,
): Promise<void> {
  if (changes) refuse(await createChangesCheck(db, vicidialDatabase).problemsOf(changes, owner, new Date()));
}
