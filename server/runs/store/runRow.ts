import * as yup from "yup";
import { NOW } from "../../db/lease.ts";
import type { RunRow } from "../../db/ownTables.ts";
import { fromUtcText } from "../../db/sql.ts";
import { storedChanges } from "../../leads/changes/changesJson.ts";
import type { LeadSearch } from "../../leads/lookup/searchTerms.ts";
import { LEAD_WARNINGS, type LeadWarning, NO_TALLY, type Tally } from "../leadWarnings.ts";
import { HOLD_CODES, type Hold, RUN_STATES, type Run } from "../run.ts";
import type { RunCounts } from "../runOutcome.ts";
import {
  isUndo,
  REMAINDERS,
  type Remainder,
  type RunSource,
  TAKE_ORDERS,
  type TakeOrder,
  type UndoSource,
} from "../runSource.ts";

/** A run's row, and whether its lease is valid by the database's clock. */
export type ReadRunRow = RunRow & { readonly is_leased: number };

/** SQL: whether an instance holds the run, by the database's clock. */
export const IS_LEASED = `(lease_owner IS NOT NULL AND COALESCE(lease_until >= ${NOW}, FALSE))`;

export const NO_HOLD = { hold_code: null, hold_detail: null, hold_until: null } as const;

const instant = (text: string | null) => (text === null ? null : fromUtcText(text));

/** Parses JSON that the plugin wrote. Only what decides about leads is validated as well. */
function parsed<T>(text: string | null, otherwise: T): T {
  return text === null ? otherwise : (JSON.parse(text) as T);
}

const skipSchema = yup.array(yup.string<LeadWarning>().oneOf(LEAD_WARNINGS).required()).strict().required();
const idsSchema = yup.array(yup.number().integer().required()).strict().required();

const searchSchema = yup
  .object({
    leadIds: yup.array(yup.number().integer().required()),
    phone: yup.string(),
    vendorCode: yup.string(),
    listId: yup.number(),
    statuses: yup.array(yup.string().required()),
    calledFrom: yup.string(),
    calledTo: yup.string(),
    notCalledSince: yup.string(),
    enteredFrom: yup.string(),
    enteredTo: yup.string(),
  })
  .noUnknown()
  .strict();

const takeSchema = yup
  .object({
    most: yup.number().integer().min(1).required(),
    order: yup.string<TakeOrder>().oneOf(TAKE_ORDERS).required(),
  })
  .noUnknown()
  .strict();

const remainderSchema = yup
  .object({
    runId: yup.number().integer().required(),
    remainder: yup.string<Remainder>().oneOf(REMAINDERS).required(),
  })
  .strict();

/** As stored: the columns `undo_of` and `undo_batch` name what is undone, so that an index finds its undos. */
type StoredSource = Exclude<RunSource, UndoSource> | { readonly kind: "undo" };

function toSource({ source: text, undo_of: runId, undo_batch: batchId }: ReadRunRow): RunSource {
  const source = JSON.parse(text) as StoredSource;
  if (source.kind === "search") {
    const search: LeadSearch = searchSchema.validateSync(source.search);
    return { kind: "search", search, ...(source.take && { take: takeSchema.validateSync(source.take) }) };
  }
  if (source.kind === "list") return source;
  if (source.kind === "remainder") return { kind: "remainder", ...remainderSchema.validateSync(source) };
  if (batchId !== null) return { kind: "batch", batchId };
  if (runId !== null) return { kind: "run", runId };
  throw new TypeError("an undo names neither a run nor a batch");
}

/** The `source` column of a run. */
export function sourceText(source: RunSource): string {
  const stored: StoredSource = isUndo(source) ? { kind: "undo" } : source;
  return JSON.stringify(stored);
}

/** Matches the runs that undo a run as a whole, or a batch. A run that undoes a batch names the batch's run in `undo_of` too. */
export function undoColumns(source: UndoSource) {
  return source.kind === "run" ? { undo_of: source.runId, undo_batch: null } : { undo_batch: source.batchId };
}

function toHold({ hold_code, hold_detail, hold_until }: ReadRunRow): Hold | null {
  const code = HOLD_CODES.find((each) => each === hold_code);
  return code === undefined ? null : { code, detail: hold_detail ?? "", until: instant(hold_until) };
}

/** @throws ValidationError or TypeError where a column that decides about leads is invalid */
export function toRun(row: ReadRunRow): Run {
  const state = RUN_STATES.find((each) => each === row.state);
  if (state === undefined) throw new TypeError(`unknown run state: ${row.state}`);
  return {
    id: row.id,
    name: row.name,
    customer: row.customer,
    direction: row.direction === "archive" ? "archive" : "dearchive",
    user: row.vicidial_user,
    requestId: row.request_id,
    source: toSource(row),
    state,
    planId: row.plan_id,
    startsItself: row.starts_itself === 1,
    isCollected: row.is_collected === 1,
    collectedTo: row.collected_to,
    isCut: row.is_cut === 1,
    leadCount: row.lead_count,
    chunkCount: row.part_count,
    checkedChunks: row.checked_parts,
    tally: parsed<Tally>(row.check_result, NO_TALLY),
    checkedAt: instant(row.checked_at),
    doneChunks: row.done_parts,
    counts: parsed<RunCounts>(row.counts, {}),
    skip: skipSchema.validateSync(JSON.parse(row.leave_out)),
    restoresCallbacks: row.brings_callbacks === 1,
    rate: row.rate,
    changes: storedChanges(row.changes),
    hold: toHold(row),
    isWorkedOn: row.is_leased === 1,
    createdAt: fromUtcText(row.created_at),
    startedAt: instant(row.started_at),
    finishedAt: instant(row.finished_at),
  };
}

export function toLeadIds(text: string): readonly number[] {
  return idsSchema.validateSync(JSON.parse(text));
}
