import * as yup from "yup";
import { literal } from "../db/sql.ts";
import type { StartedMove } from "../leads/move/journal.ts";
import type { FoundLead, LeadResult, MoveResult, Outcome } from "../leads/move/outcome.ts";

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

/** The columns of a batch's own facts. */
function batchColumns({ direction, flags, actor, found }: StartedMove) {
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
function groupColumns({ run }: StartedMove["actor"]): Readonly<Record<string, string>> {
  if (run === undefined) return {};
  const id = literal(run.id);
  return { run_id: id, is_listed: `NOT EXISTS (SELECT 1 FROM dearchive_run_batches WHERE run_id = ${id})` };
}

/**
 * Renders the INSERT of a batch.
 *
 * @param values further columns with values
 * @param expressions further columns with SQL
 */
export function insertBatch(
  move: StartedMove,
  values: Readonly<Record<string, string | number | null>>,
  expressions: Readonly<Record<string, string>>,
): string {
  const columns = Object.entries({ ...batchColumns(move), ...values });
  const all = [
    ...columns.map(([name, value]) => [name, literal(value)] as const),
    ...Object.entries({ ...groupColumns(move.actor), ...expressions }),
  ];
  const names = all.map(([name]) => name).join(", ");
  return `INSERT INTO dearchive_batches (${names}) VALUES (${all.map(([, sql]) => sql).join(", ")})`;
}

/** Most characters of one INSERT, below the smallest usual max_allowed_packet (1 MiB) even with the batch's own row. */
const MAX_INSERT_LENGTH = 500_000;

/**
 * Renders the INSERTs of a batch's leads: one, unless they differ in so much that it would exceed max_allowed_packet.
 *
 * @param batchId SQL
 */
export function insertLeads(batchId: string, leads: readonly LeadResult[]): readonly string[] {
  const lists: string[] = [];
  for (const { leadId, outcome, differences } of leads) {
    const text = differences.length > 0 ? JSON.stringify(differences) : null;
    const row = `(${literal(leadId)}, ${batchId}, '${outcome}', ${literal(text)})`;
    const last = lists.at(-1);
    if (last === undefined || last.length + row.length > MAX_INSERT_LENGTH) lists.push(row);
    else lists[lists.length - 1] = `${last}, ${row}`;
  }
  return lists.map(
    (rows) => `INSERT INTO dearchive_batch_leads (lead_id, batch_id, outcome, differences) VALUES ${rows}`,
  );
}
