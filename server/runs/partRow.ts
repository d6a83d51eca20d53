import * as yup from "yup";
import type { RunPartRow } from "../db/tables.ts";
import type { RunOutcome } from "./run.ts";
import type { RunLead, RunPart } from "./runParts.ts";
import { toLeadIds } from "./runRow.ts";

const othersSchema = yup
  .array(
    yup.object({
      leadId: yup.number().required(),
      outcome: yup.string<RunOutcome>().required(),
      detail: yup.string().defined(),
    }),
  )
  .strict()
  .required();

/** The part of a row. */
export function toPart({ part, leads, undo_of }: RunPartRow): RunPart {
  return { part, leadIds: toLeadIds(leads), undoOf: undo_of };
}

/** What became of leads without a batch, as a part's row has it. */
export function othersIn({ others }: RunPartRow): readonly RunLead[] {
  if (others === null) return [];
  return othersSchema.validateSync(JSON.parse(others)).map((lead) => ({ ...lead, batchId: null }));
}
