import type { Knex } from "knex";
import type { DirectionName } from "../tables/direction.ts";
import type { FoundLead, MoveFlags, MoveResult } from "./outcome.ts";

/** Who asked for a move, as the history shows it. */
export interface Actor {
  readonly customer: string;
  /** The key that the call came with; null for a move by hand. */
  readonly keyId: number | null;
  readonly vicidialUser: string;
  readonly requestId: string;
  /** The Idempotency-Key under which the batch is to be found again, if the call had one. */
  readonly idempotencyId?: number;
  /** The batch that this one takes back, if it does. */
  readonly undoOf?: number;
  /** The part of a run that asked for it, if one did. */
  readonly run?: { readonly id: number; readonly part: number };
}

/** A move whose leads were found and may be moved: what the journal must hold to finish it later. */
export interface StartedMove {
  readonly direction: DirectionName;
  readonly flags: MoveFlags;
  readonly actor: Actor;
  readonly found: readonly FoundLead[];
}

/** A recorded move that is not finished yet. */
export interface OpenBatch {
  readonly batchId: number;
  readonly started: StartedMove;
}

/** How a batch was ended: with a result, or given up for a reason. */
export type BatchEnding = { readonly result: MoveResult } | { readonly errorCode: string };

/**
 * Where batches are recorded. The engine needs no more than this of the history. An open batch belongs to its owner
 * for as long as the owner renews its lease; the database's clock decides.
 */
export interface MoveJournal {
  /** Records a move that is about to change tables without transactions; it stays open until `close` or `fail`. */
  open(move: StartedMove): Promise<OpenBatch>;
  /** Keeps an open batch from being taken over, and tells whether it still is ours. */
  renew(batchId: number): Promise<boolean>;
  /** Takes over one open batch whose owner has gone: the one that nobody has tried to finish for longest. */
  claimAbandoned(): Promise<OpenBatch | undefined>;
  /** Notes why an open batch of ours could not be finished yet. */
  note(batchId: number, errorCode: string): Promise<void>;
  /** How a batch was ended; undefined while it is open. */
  readEnding(batchId: number): Promise<BatchEnding | undefined>;
  /** Closes a batch with its result; where somebody else has closed it by now, theirs stands. */
  close(batchId: number, result: MoveResult): Promise<void>;
  /** Closes a batch that was given up, with the fault's code. */
  fail(batchId: number, errorCode: string): Promise<void>;
  /** Records a finished move whole, in the very transaction that did it. */
  record(move: StartedMove, result: MoveResult): Promise<void>;
}

/**
 * Makes the journal of an owner on a connection, or in a transaction.
 *
 * @param owner a name that no other process, now or later, goes by
 */
export type OpenJournal = (connection: Knex, owner: string) => MoveJournal;
