import type { Knex } from "knex";
import type { ChangedLead } from "../changes/changedLead.ts";
import type { DirectionName } from "../tables/direction.ts";
import type { FoundLead, MoveFlags, MoveResult } from "./outcome.ts";

/** The origin of a move, as the history shows it. */
export interface Actor {
  readonly customer: string;
  /** The API key of the request; null for a manual move. */
  readonly keyId: number | null;
  readonly vicidialUser: string;
  readonly requestId: string;
  /** The Idempotency-Key under which the batch can be found again, if the request had one. */
  readonly idempotencyId?: number;
  /** The batch that this one undoes, if any. */
  readonly undoOf?: number;
  /** The chunk of a run that started the move, if any. */
  readonly run?: { readonly id: number; readonly part: number };
  /** Receives the id of the move's batch. The batch is not recorded if the move fails in a transaction. */
  readonly noteBatch?: (batchId: number) => void;
}

/** A validated move: everything the journal must hold to finish it later. */
export interface StartedMove {
  readonly direction: DirectionName;
  readonly flags: MoveFlags;
  readonly actor: Actor;
  readonly found: readonly FoundLead[];
  /** What the batch changes in its leads besides moving them, as `batchChangesText` writes it. */
  readonly changes?: string;
}

/** A recorded move that is not finished yet. */
export interface OpenBatch {
  readonly batchId: number;
  readonly started: StartedMove;
}

/** How a batch ended: with a result, or given up with an error. */
export type BatchEnding = { readonly result: MoveResult } | { readonly errorCode: string };

/**
 * Records batches; the engine needs nothing else from the history. An open batch belongs to its owner while the owner renews its
 * lease. The database's clock decides.
 */
export interface MoveJournal {
  /** Records a move that is about to change tables without transactions. It stays open until `close` or `fail`. */
  open(move: StartedMove): Promise<OpenBatch>;
  /** Extends the lease of an open batch; returns whether the batch is still ours. */
  renew(batchId: number): Promise<boolean>;
  /** Takes over the open batch without an owner that has not been attempted for the longest time. */
  claimAbandoned(): Promise<OpenBatch | undefined>;
  /** Records why an open batch of ours could not be finished yet. */
  note(batchId: number, errorCode: string): Promise<void>;
  /** Returns how a batch ended; undefined while it is open. */
  readEnding(batchId: number): Promise<BatchEnding | undefined>;
  /**
   * Closes a batch with its result. Does nothing if another instance has closed it.
   *
   * @param end ends the transaction. It may be sent together with the record
   */
  close(batchId: number, result: MoveResult, end?: () => Promise<unknown>): Promise<void>;
  /** Closes a batch that was given up, with the error's code. */
  fail(batchId: number, errorCode: string): Promise<void>;
  /**
   * Records a finished move in the transaction that made it; returns the batch's id.
   *
   * @param end ends the transaction. It may be sent together with the record
   */
  record(move: StartedMove, result: MoveResult, end?: () => Promise<unknown>): Promise<number>;
  /**
   * Records what a batch changes in its leads, with the old values.
   *
   * @param done the leads that have the new values
   */
  writeChanges(batchId: number, leads: readonly ChangedLead[], done: ReadonlySet<number>): Promise<void>;
  /** Records which leads have the new values. */
  noteChanged(batchId: number, leadIds: readonly number[]): Promise<void>;
  /** Returns what a batch was going to change. */
  readChanges(batchId: number): Promise<readonly ChangedLead[]>;
  /** Returns what a finished batch has changed. */
  readChanged(batchId: number): Promise<readonly ChangedLead[]>;
}

/**
 * Opens the journal on a connection or in a transaction.
 *
 * @param owner unique across all processes and times
 */
export type OpenJournal = (connection: Knex, owner: string) => MoveJournal;
