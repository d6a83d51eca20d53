import type { Knex } from "knex";
import * as yup from "yup";
import type { BatchRow } from "../db/ownTables.ts";
import type { SqlText } from "../db/sql.ts";
import type { OpenBatch, StartedMove } from "../leads/move/journal.ts";
import type { FoundLead, LeadResult, MoveResult, Outcome } from "../leads/move/outcome.ts";
import type { DirectionName } from "../leads/tables/direction.ts";

/** The leads of a batch: their ids, grouped by whether the lead had a live copy when it was found. */
const leadsSchema = yup.object({
  twins: yup.array(yup.number().required()).strict().required(),
  absent: yup.array(yup.number().required()).strict().required(),
});

export function toLeadsText(found: readonly FoundLead[]): string {
  const idsWhere = (inTarget: boolean) =>
    found.filter((lead) => lead.inTarget === inTarget).map((lead) => lead.leadId);
  return JSON.stringify({ twins: idsWhere(true), absent: idsWhere(false) });
}

/** @throws ValidationError if the text has another form */
export function fromLeadsText(text: string): readonly FoundLead[] {
  const { twins, absent } = leadsSchema.validateSync(JSON.parse(text));
  return [
    ...twins.map((leadId) => ({ leadId, inTarget: true })),
    ...absent.map((leadId) => ({ leadId, inTarget: false })),
  ];
}

const directionName = yup.string<DirectionName>().oneOf(["dearchive", "archive"]).required();

/** @throws ValidationError if the row has another form */
export function toOpenBatch(row: BatchRow): OpenBatch {
  return {
    batchId: row.id,
    started: {
      direction: directionName.validateSync(row.direction),
      flags: {
        insert: row.insert_leads === 1,
        update: row.update_leads === 1,
        delete: row.delete_leads === 1,
      },
      actor: {
        customer: row.customer,
        keyId: row.key_id,
        vicidialUser: row.vicidial_user,
        requestId: row.request_id,
      },
      found: fromLeadsText(row.leads),
      ...(row.changes !== null && { changes: row.changes }),
    },
  };
}

/** The columns of a batch's own facts. */
export function batchColumns({ direction, flags, actor, found, changes }: StartedMove) {
  return {
    customer: actor.customer,
    direction,
    key_id: actor.keyId,
    vicidial_user: actor.vicidialUser,
    request_id: actor.requestId,
    insert_leads: Number(flags.insert),
    update_leads: Number(flags.update),
    delete_leads: Number(flags.delete),
    select_count: found.length,
    leads: toLeadsText(found),
    ...(changes !== undefined && { changes }),
  };
}

/** Counts the leads of a batch, as stored in its row. */
function toOutcomeCounts(leads: readonly Pick<LeadResult, "outcome">[]): string {
  const counts: Partial<Record<Outcome, number>> = {};
  for (const { outcome } of leads) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return JSON.stringify(counts);
}

/** The columns of how a batch ended. */
export function resultColumns(result: MoveResult) {
  return {
    outcomes: [...new Set(result.leads.map((lead) => lead.outcome))].join(","),
    outcome_counts: toOutcomeCounts(result.leads),
    insert_count: result.insertCount,
    update_count: result.updateCount,
    delete_count: result.deleteCount,
  };
}

/**
 * The columns that group the batches of a run: the history lists its first batch, and shows the others under it. Index:
 * (run_id, part) of dearchive_run_batches.
 */
export function groupColumns(connection: Knex, { run }: StartedMove["actor"]) {
  if (run === undefined) return {};
  const isFirst = "NOT EXISTS (SELECT 1 FROM dearchive_run_batches WHERE run_id = ?)";
  return { run_id: run.id, is_listed: connection.raw(isFirst, [run.id]) };
}

/** The values of a lead of a batch, in the order (lead_id, batch_id, outcome, differences). */
export function leadRow(
  batchId: number | SqlText,
  lead: LeadResult,
): readonly [number, number | SqlText, string, string | null] {
  const differences = lead.differences.length > 0 ? JSON.stringify(lead.differences) : null;
  return [lead.leadId, batchId, lead.outcome, differences];
}
