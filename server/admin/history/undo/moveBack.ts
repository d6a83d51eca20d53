import { DearchiveError } from "../../../errors.ts";
import type { Batch } from "../../../history/batch.ts";
import type { Mover } from "../../../leads/move/index.ts";
import { ARCHIVE, DEARCHIVE } from "../../../leads/tables/direction.ts";
import { splitEvenly } from "../../../lib/splitEvenly.ts";
import type { ListScope } from "../../../vicidial/lists.ts";

/** As many as a call may name by default. */
export const BATCH_SIZE = 500;

export interface MoveBack {
  readonly mover: Mover;
  readonly batch: Batch;
  readonly leadIds: readonly number[];
  readonly scope: ListScope;
  readonly user: string;
  readonly requestId: string;
  /** Why nothing may be moved right now; asked before each part. */
  readonly closedBecause: () => Promise<string | null>;
}

/** How far it came; `stopped` says why it went no further. */
export interface MovedBack {
  readonly moved: number;
  /** Named leads that stayed, for their rows differ. */
  readonly kept: number;
  readonly stopped: string | null;
}

/** Why the engine stopped, for whoever asked. */
function stopWords({ fault }: DearchiveError): string {
  switch (fault.code) {
    case "ids_missing":
      return "Some of these leads left meanwhile. This is how things stand now.";
    case "tables_locked":
      return "Another session holds the lead tables. Try again in a moment.";
    case "interrupted":
      return "It got stuck half way; every lead stands in at least one table, and it is finished by itself within a minute.";
    case "connection_lost":
      return "The database went away in the middle. What was done is in the history.";
    case "schema_drift":
    case "row_refused":
    case "tables_unusable":
      return `The lead tables do not allow it: ${fault.detail}.`;
    default:
      return "It was refused.";
  }
}

/**
 * Moves leads of a batch back to where they came from, as batches that the history links to it. What a part has done
 * stays done where a later one stops.
 */
export async function moveBack({ mover, batch, leadIds, scope, ...rest }: MoveBack): Promise<MovedBack> {
  const order = {
    direction: batch.direction === "dearchive" ? ARCHIVE : DEARCHIVE,
    flags: { insert: true, update: false, delete: true },
    scope,
    actor: {
      customer: batch.customer,
      keyId: null,
      vicidialUser: rest.user,
      requestId: rest.requestId,
      undoOf: batch.id,
    },
  };
  let [moved, kept] = [0, 0];
  for (const part of splitEvenly(leadIds, BATCH_SIZE)) {
    const closed = await rest.closedBecause();
    if (closed !== null) return { moved, kept, stopped: closed };
    try {
      const result = await mover.move({ ...order, leadIds: part });
      moved += result.deleteCount;
      kept += result.selectCount - result.deleteCount;
    } catch (error) {
      if (!(error instanceof DearchiveError)) throw error;
      return { moved, kept, stopped: stopWords(error) };
    }
  }
  return { moved, kept, stopped: null };
}
