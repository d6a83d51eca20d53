import { classifyFailure, serverAnswer } from "../../db/databaseErrors.ts";
import type { ErrorClass } from "../../db/errorClasses.ts";

/** Why no lead can be written, and how to fix it. */
const REASONS: Partial<Record<ErrorClass, string>> = {
  read_only: "the database server is read-only",
  damaged: "a lead table or its index is damaged: run CHECK TABLE and REPAIR TABLE",
  out_of_time: "the database server ended a statement by its max_statement_time",
  table_cannot:
    "a lead table cannot be written to or deleted from: it is read-only, or its storage engine cannot; run  vicidial-dearchive doctor",
  no_space: "the disk, a lead table or a log of the database server is full: make room for it",
  forbidden_by_setting: "a setting of the database server forbids the statement",
  engine_failed: "the storage engine of a lead table failed: the database server's error log tells more",
  right_missing:
    "the database account, or the account that a trigger runs as, lacks a right: run  vicidial-dearchive doctor",
};
const NUMBERED: ReadonlySet<ErrorClass> = new Set(["forbidden_by_setting", "engine_failed", "right_missing"]);

/** Returns the server option named in an error message. */
function optionIn(text: string): string | undefined {
  const option = /running with the (--?[\w-]+)/.exec(text)?.[1];
  return option?.includes("read-only") ? undefined : option;
}

/** Explains to the operator why the server accepts no writes; undefined for errors with another cause. */
export function unusableBecause(error: unknown): string | undefined {
  const known = classifyFailure(error);
  const reason = known && REASONS[known];
  const answer = serverAnswer(error);
  if (known === undefined || reason === undefined) return undefined;
  const option = known === "read_only" && answer ? optionIn(answer.text) : undefined;
  if (option !== undefined) return `the database server runs with ${option}, which forbids the statement`;
  return NUMBERED.has(known) && answer ? `${reason} (error ${answer.errno})` : reason;
}
