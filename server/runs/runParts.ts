import type { Knex } from "knex";
import * as yup from "yup";
import { rowList } from "../db/rowList.ts";
import { queryRows } from "../db/sql.ts";
import type { RunPartRow } from "../db/tables.ts";
import { readBatchResult } from "../history/batchResults.ts";
import { cutEvenly } from "../leads/pace.ts";
import type { RunOutcome } from "./run.ts";
import { toLeadIds } from "./runRow.ts";

/** As many as a call may name by default. */
export const PART_SIZE = 500;

/** Leads of a run that are worked on together. */
export interface RunPart {
  readonly part: number;
  readonly leadIds: readonly number[];
  /** The batch that it takes back, if it does. */
  readonly undoOf: number | null;
}

export interface NewPart {
  readonly leadIds: readonly number[];
  readonly undoOf?: number;
}

/** What became of a lead of a run. */
export interface RunLead {
  readonly leadId: number;
  readonly outcome: RunOutcome;
  /** The concern that it was left out for, the columns that differ, or why it was refused; else empty. */
  readonly detail: string;
  /** Null for one that never came to a batch. */
  readonly batchId: number | null;
}

/** What is known of a part. */
export interface PartResults {
  readonly leads: readonly RunLead[];
  /** Whether a batch of it is not finished: what becomes of its leads will be told when it is. */
  readonly isOpen: boolean;
}

/** Cuts leads into parts, all about as long. Pure. */
export function cutIntoParts(leadIds: readonly number[]): readonly NewPart[] {
  return leadIds.length === 0 ? [] : cutEvenly(leadIds, PART_SIZE).map((ids) => ({ leadIds: ids }));
}

/** Appends parts to a run that has so many. */
export async function appendParts(
  db: Knex,
  runId: number,
  partCount: number,
  parts: readonly NewPart[],
): Promise<void> {
  if (parts.length === 0) return;
  await db.raw("INSERT INTO dearchive_run_parts (run_id, part, leads, undo_of) VALUES ?", [
    rowList(
      parts.map(({ leadIds, undoOf }, n) => [runId, partCount + n, JSON.stringify(leadIds), undoOf ?? null]),
    ),
  ]);
}

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

function toPart({ part, leads, undo_of }: RunPartRow): RunPart {
  return { part, leadIds: toLeadIds(leads), undoOf: undo_of };
}

/** What became of leads without a batch, as a part's row has it. */
function othersIn({ others }: RunPartRow): readonly RunLead[] {
  if (others === null) return [];
  return othersSchema.validateSync(JSON.parse(others)).map((lead) => ({ ...lead, batchId: null }));
}

/** Reads the parts of runs. Index: the primary key, and (run_id, part) of dearchive_run_batches. */
export function createRunParts(db: Knex) {
  async function rowsFrom(runId: number, from: number, count: number): Promise<readonly RunPartRow[]> {
    return db("dearchive_run_parts")
      .where({ run_id: runId })
      .andWhere("part", ">=", from)
      .orderBy("part")
      .limit(count);
  }

  async function batchesOf(runId: number, part: number) {
    return queryRows<{ id: number; state: string }>(
      db,
      `SELECT batch.id AS id, batch.state AS state FROM dearchive_run_batches AS link
       JOIN dearchive_batches AS batch ON batch.id = link.batch_id
       WHERE link.run_id = ? AND link.part = ? ORDER BY batch.id`,
      [runId, part],
    );
  }

  /**
   * What is known of a part: its batches tell, which were recorded with the very moves. So it is true whoever worked on
   * it, and however that ended.
   */
  async function resultsOf(runId: number, row: RunPartRow): Promise<PartResults> {
    const batches = await batchesOf(runId, row.part);
    const told = new Map(othersIn(row).map((lead) => [lead.leadId, lead]));
    for (const { id } of batches.filter(({ state }) => state === "done"))
      for (const { leadId, outcome, differences } of (await readBatchResult(db, id)).leads)
        told.set(leadId, {
          leadId,
          outcome,
          detail: differences.map(({ column }) => column).join(" "),
          batchId: id,
        });
    return { leads: [...told.values()], isOpen: batches.some(({ state }) => state === "open") };
  }

  return {
    /** A part with what is known of it; undefined behind the last one. */
    async read(runId: number, part: number): Promise<(RunPart & PartResults) | undefined> {
      const [row] = await rowsFrom(runId, part, 1);
      if (row?.part !== part) return undefined;
      return { ...toPart(row), ...(await resultsOf(runId, row)) };
    },

    /** The leads of a part alone; undefined behind the last one. */
    async leadsOf(runId: number, part: number): Promise<RunPart | undefined> {
      const [row] = await rowsFrom(runId, part, 1);
      return row?.part === part ? toPart(row) : undefined;
    },

    /** Notes what became of leads that never came to a batch. */
    async noteOthers(runId: number, part: number, leads: readonly RunLead[]): Promise<void> {
      const others = leads
        .filter(({ batchId }) => batchId === null)
        .map(({ leadId, outcome, detail }) => ({ leadId, outcome, detail }));
      if (others.length > 0)
        await db("dearchive_run_parts")
          .where({ run_id: runId, part })
          .update({ others: JSON.stringify(others) });
    },

    /** The finished batches of a run after one of them, in the order of their ids. */
    async batchesAfter(runId: number, batchId: number, limit: number): Promise<readonly number[]> {
      const rows = await queryRows<{ id: number }>(
        db,
        `SELECT batch.id AS id FROM dearchive_run_batches AS link
         JOIN dearchive_batches AS batch ON batch.id = link.batch_id
         WHERE link.run_id = ? AND batch.state = 'done' AND batch.id > ? ORDER BY batch.id LIMIT ?`,
        [runId, batchId, limit],
      );
      return rows.map(({ id }) => id);
    },

    /** The run that a batch was of, if it was of one. Index: the primary key. */
    async runOf(batchId: number): Promise<number | undefined> {
      return (await db("dearchive_run_batches").where({ batch_id: batchId }).first("run_id"))?.run_id;
    },
  };
}

export type RunParts = ReturnType<typeof createRunParts>;
