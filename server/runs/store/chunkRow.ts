import * as yup from "yup";
import type { RunPartRow } from "../../db/ownTables.ts";
import { RUN_OUTCOMES, type RunOutcome } from "../runOutcome.ts";
import { toLeadIds } from "./runRow.ts";

/** A chunk of a run's leads. */
export interface RunChunk {
  readonly index: number;
  readonly leadIds: readonly number[];
  /** The batch that the chunk undoes, if any. */
  readonly undoOf: number | null;
}

/** The outcome of a lead of a run. */
export interface RunLead {
  readonly leadId: number;
  readonly outcome: RunOutcome;
  /** The warning that skipped it, the columns that differ, or why it was refused; else empty. */
  readonly detail: string;
  /** Null for a lead that was never part of a batch. */
  readonly batchId: number | null;
}

const othersSchema = yup
  .array(
    yup.object({
      leadId: yup.number().required(),
      outcome: yup.string<RunOutcome>().oneOf(RUN_OUTCOMES).required(),
      detail: yup.string().defined(),
    }),
  )
  .strict()
  .required();

export function toChunk({ part: index, leads, undo_of }: RunPartRow): RunChunk {
  return { index, leadIds: toLeadIds(leads), undoOf: undo_of };
}

/** Reads the outcomes of leads that were never part of a batch. */
export function outcomesWithoutBatch({ others }: RunPartRow): readonly RunLead[] {
  if (others === null) return [];
  return othersSchema.validateSync(JSON.parse(others)).map((lead) => ({ ...lead, batchId: null }));
}
