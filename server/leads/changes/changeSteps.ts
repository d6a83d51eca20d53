import type { Knex } from "knex";
import type { MoveJournal, StartedMove } from "../move/journal.ts";
import { isTransient } from "../move/moveErrors.ts";
import { absentOf, type MoveResult } from "../move/outcome.ts";
import type { LeadTables } from "../tables/leadTables.ts";
import { fromBatchChangesText } from "./batchChangesText.ts";
import type { ChangedLead } from "./changedLead.ts";
import type { ChangeLog } from "./changeLog.ts";
import { createLiveValues, type LiveValuesOptions } from "./liveValues.ts";
import { createChangePlanner } from "./planChanges.ts";

/**
 * Changes the leads of a batch while they are only in the live table: at the end of a restore, at the start of its undo. Records
 * old and new values first, so that another instance can finish the batch. Every step is repeatable.
 */

/** Moves leads, and calls `beforeDelete` once each lead is in both tables. */
type Move = (beforeDelete: () => Promise<void>) => Promise<MoveResult>;

/** What a batch does besides moving its leads. */
export interface ChangeSteps {
  /** Moves the leads, and changes them at the right moments. */
  around(move: Move): Promise<MoveResult>;
  /**
   * Rolls back the changes of a batch that is given up.
   *
   * @param giveUp moves its leads back
   */
  rollBackAround<T>(giveUp: () => Promise<T>): Promise<T>;
  /** Records which leads have the new values, together with the end of the batch. */
  note(journal: MoveJournal, batchId: number): Promise<void>;
}

export interface ChangeStepsOptions extends Omit<LiveValuesOptions, "plan"> {
  readonly connection: Knex;
  readonly tables: Pick<LeadTables, "commit" | "holdDefinitions">;
  readonly plan: LiveValuesOptions["plan"] & { readonly mixed: boolean };
  readonly started: Pick<StartedMove, "direction" | "found">;
  readonly log: ChangeLog;
}

/**
 * Creates the steps of a batch with changes. `NO_CHANGES` are those of any other.
 *
 * @param changes what the batch changes, as `batchChangesText` writes it
 */
export function createChangeSteps(changes: string, options: ChangeStepsOptions): ChangeSteps {
  const { connection, vicidialDatabase, tables, plan, started, log } = options;
  const wanted = fromBatchChangesText(changes);
  const isRestoring = started.direction === "dearchive";
  const live = createLiveValues(connection, options);
  const planner = createChangePlanner(connection, vicidialDatabase, live);
  let changed: readonly number[] = [];

  /** Returns what the batch changes: as recorded, or else planned from the live rows and recorded now. */
  async function prepare(): Promise<readonly ChangedLead[]> {
    const recorded = await log.read();
    if (recorded.length > 0) return recorded;
    const planned = await planner.plan(absentOf(started.found), wanted, log.readEarlier);
    if (planned.length > 0) await log.write(planned);
    return planned;
  }

  /** If only one table rolls back, makes its changes durable before the other table changes. */
  async function secure(): Promise<void> {
    if (!plan.mixed) return;
    await tables.commit();
    await tables.holdDefinitions();
  }

  async function restore(move: Move): Promise<MoveResult> {
    const result = await move(async () => {
      await prepare();
    });
    const { moved } = await divide(result);
    await secure();
    changed = await live.change(moved, "after");
    return result;
  }

  /** Archives leads with their old values. Those that stay live get their values back. */
  async function undo(move: Move): Promise<MoveResult> {
    await live.change(await prepare(), "after");
    await secure();
    const result = await move(async () => undefined);
    const { moved, kept } = await divide(result);
    await live.change(kept, "before");
    changed = await live.holding("vicidial_list_archive", moved);
    return result;
  }

  /** Divides the recorded leads by whether the batch has moved them. */
  async function divide({ leads }: MoveResult) {
    const ids = new Set(leads.filter(({ outcome }) => outcome === "moved").map(({ leadId }) => leadId));
    const recorded = await log.read();
    return {
      moved: recorded.filter(({ leadId }) => ids.has(leadId)),
      kept: recorded.filter(({ leadId }) => !ids.has(leadId)),
    };
  }

  async function rollBackChanges(): Promise<void> {
    try {
      await live.change(await log.read(), "before");
      // The caller throws its reason, which would roll this back.
      await tables.commit();
    } catch (error) {
      // A retry of a refused value would fail again.
      if (isTransient(error)) throw error;
    }
  }

  return {
    around: isRestoring ? restore : undo,

    async rollBackAround(giveUp) {
      if (isRestoring) await rollBackChanges();
      const result = await giveUp();
      if (!isRestoring) await rollBackChanges();
      return result;
    },

    note: (journal, batchId) => log.note(journal, batchId, changed),
  };
}
