import type { Knex } from "knex";
import { type CustomerScope, inScope } from "../../db/customerScope.ts";
import { isDuplicateRow } from "../../db/databaseErrors.ts";
import { NOW } from "../../db/lease.ts";
import { inTransaction } from "../../db/transaction.ts";
import { changesText } from "../../leads/changes/changesJson.ts";
import type { DirectionName } from "../../leads/tables/direction.ts";
import { skippedByDefault } from "../leadWarnings.ts";
import type { RunSettings, RunState } from "../run.ts";
import { isUndo, type RunSource, type UndoSource } from "../runSource.ts";
import { appendChunks, splitIntoChunks } from "./runChunks.ts";
import { sourceText, undoColumns } from "./runRow.ts";

export interface NewRun {
  readonly customer: string;
  readonly direction: DirectionName;
  readonly user: string;
  readonly requestId: string;
  readonly source: RunSource;
  /** Distinct and sorted. Left out if the run has to find its leads. */
  readonly leadIds?: readonly number[];
  readonly name?: string;
  readonly planId?: number;
  /** Default: skips what is skipped by default, restores no callbacks, has no speed limit, changes nothing. */
  readonly settings?: Partial<RunSettings>;
  /** Whether it starts once its leads are checked. Default: it waits for a user. */
  readonly startsItself?: boolean;
}

/** A request that may be repeated, but creates one run. */
export interface RepeatableRequest {
  /** SHA-256 of what names the request. */
  readonly valueHash: Buffer;
  /** SHA-256 of the request's canonical form. */
  readonly requestHash: Buffer;
}

/** A run that a request created, now or earlier. */
export interface CreatedRun {
  readonly id: number;
  readonly isNew: boolean;
}

const UNFINISHED: readonly RunState[] = ["checking", "ready", "running", "paused"];

/** The columns that name what a new run undoes. Index: the primary key of dearchive_run_batches. */
function undoneColumns(trx: Knex, source: RunSource) {
  if (!isUndo(source)) return {};
  const batchId = source.kind === "batch" ? source.batchId : null;
  return {
    ...undoColumns(source),
    ...(batchId !== null && {
      undo_of: trx.raw("(SELECT run_id FROM dearchive_run_batches WHERE batch_id = ?)", [batchId]),
    }),
  };
}

async function insertRun(
  trx: Knex,
  { leadIds, settings, ...run }: NewRun,
  request?: RepeatableRequest,
): Promise<number> {
  const chunks = splitIntoChunks(leadIds ?? [], run.direction);
  const [id = 0] = await trx("dearchive_runs").insert({
    customer: run.customer,
    direction: run.direction,
    vicidial_user: run.user,
    request_id: run.requestId,
    source: sourceText(run.source),
    ...undoneColumns(trx, run.source),
    state: "checking",
    is_collected: Number(leadIds !== undefined),
    lead_count: leadIds?.length ?? 0,
    part_count: chunks.length,
    name: run.name ?? "",
    plan_id: run.planId ?? null,
    leave_out: JSON.stringify(settings?.skip ?? skippedByDefault(run)),
    brings_callbacks: Number(settings?.restoresCallbacks ?? false),
    rate: settings?.rate ?? null,
    changes: changesText(settings?.changes ?? null),
    starts_itself: Number(run.startsItself ?? false),
    idempotency_hash: request?.valueHash ?? null,
    request_hash: request?.requestHash ?? null,
    created_at: trx.raw(NOW),
  });
  await appendChunks(trx, id, 0, chunks);
  return id;
}

/** Locks what is undone, so that undos of it are created one after the other. */
async function lockUndone(trx: Knex, source: UndoSource): Promise<void> {
  if (source.kind === "run") await trx("dearchive_runs").where({ id: source.runId }).forUpdate().pluck("id");
  else await trx("dearchive_batches").where({ id: source.batchId }).forUpdate().pluck("id");
}

/** Creates runs. */
export function createRunCreation(db: Knex, scope: CustomerScope) {
  /** Finds the run of a request; undefined if there is none, null if the request's name was used for another request. */
  async function runOf({ valueHash, requestHash }: RepeatableRequest): Promise<number | null | undefined> {
    const row = await db("dearchive_runs")
      .where({ idempotency_hash: valueHash, ...inScope(scope) })
      .first("id", "request_hash");
    if (!row) return undefined;
    return row.request_hash?.equals(requestHash) ? row.id : null;
  }

  async function createUndo(
    run: NewRun & { readonly source: UndoSource },
    request?: RepeatableRequest,
  ): Promise<CreatedRun> {
    return inTransaction(db, async (trx) => {
      await lockUndone(trx, run.source);
      const [open] = await trx("dearchive_runs")
        .where({
          ...inScope(scope),
          ...undoColumns(run.source),
          customer: run.customer,
          vicidial_user: run.user,
        })
        .whereIn("state", UNFINISHED)
        .limit(1)
        .pluck("id");
      return open !== undefined
        ? { id: open, isNew: false }
        : { id: await insertRun(trx, run, request), isNew: true };
    });
  }

  return {
    /** Creates a run; its leads are checked next. */
    create: (run: NewRun): Promise<number> => inTransaction(db, (trx) => insertRun(trx, run)),

    /** Creates an undo, unless the user has an unfinished one of the same run or batch: a double click creates one run. */
    createUndo: (run: NewRun & { readonly source: UndoSource }): Promise<CreatedRun> => createUndo(run),

    /**
     * Creates a run unless the same request has created one before; undefined if the request's name was used for another
     * request. Index: idempotency_hash.
     */
    async createOnce(run: NewRun, request: RepeatableRequest): Promise<CreatedRun | undefined> {
      const { source } = run;
      const known = await runOf(request);
      if (known !== undefined) return known === null ? undefined : { id: known, isNew: false };
      try {
        return isUndo(source)
          ? await createUndo({ ...run, source }, request)
          : { id: await inTransaction(db, (trx) => insertRun(trx, run, request)), isNew: true };
      } catch (error) {
        // The same request arrived twice at the same moment.
        const id = isDuplicateRow(error) ? await runOf(request) : undefined;
        if (id === undefined) throw error;
        return id === null ? undefined : { id, isNew: false };
      }
    },
  };
}

export type RunCreation = ReturnType<typeof createRunCreation>;
