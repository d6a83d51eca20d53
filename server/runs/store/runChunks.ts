import type { Knex } from "knex";
import { type CustomerScope, inScope, scopeCondition } from "../../db/customerScope.ts";
import type { BatchLeadRow, RunPartRow } from "../../db/ownTables.ts";
import { queryRows, rowList, splitEvenly } from "../../db/sql.ts";
import { toLeadResult } from "../../history/batchResults.ts";
import { COUNTED_COLUMNS, type CountedBatch, outcomeCountsOf } from "../../history/outcomeCounts.ts";
import type { DirectionName } from "../../leads/tables/direction.ts";
import type { Run } from "../run.ts";
import { addCounts, countOutcomes, type RunCounts } from "../runOutcome.ts";
import { columnsOf } from "../work/bulkMover.ts";
import { outcomesWithoutBatch, type RunChunk, type RunLead, toChunk } from "./chunkRow.ts";
import { toLeadIds } from "./runRow.ts";

/**
 * Leads per chunk. Restoring has two batches per chunk, which work side by side. Archiving has one: its batches lock live leads, which
 * the dialer may want to change.
 */
export const CHUNK_SIZES: Readonly<Record<DirectionName, number>> = { dearchive: 1000, archive: 500 };

export interface NewChunk {
  readonly leadIds: readonly number[];
  readonly undoOf?: number;
}

/** The outcomes of a chunk so far. */
export interface ChunkResults {
  readonly leads: readonly RunLead[];
  /** Whether one of its batches is unfinished: the outcomes of its leads follow. */
  readonly isOpen: boolean;
}

/** Splits leads into chunks of nearly equal size. Pure. */
export function splitIntoChunks(leadIds: readonly number[], direction: DirectionName): readonly NewChunk[] {
  if (leadIds.length === 0) return [];
  return splitEvenly(leadIds, CHUNK_SIZES[direction]).map((ids) => ({ leadIds: ids }));
}

/** Appends chunks to a run that has `chunkCount` chunks. */
export async function appendChunks(
  db: Knex,
  runId: number,
  chunkCount: number,
  chunks: readonly NewChunk[],
): Promise<void> {
  if (chunks.length === 0) return;
  await db.raw("INSERT INTO dearchive_run_parts (run_id, part, leads, undo_of) VALUES ?", [
    rowList(
      chunks.map(({ leadIds, undoOf }, n) => [
        runId,
        chunkCount + n,
        JSON.stringify(leadIds),
        undoOf ?? null,
      ]),
    ),
  ]);
}

/** Reads the chunks of runs. Index: the primary key, and (run_id, part) of dearchive_run_batches. */
export function createRunChunks(db: Knex, scope: CustomerScope) {
  const { sql: isTheirs, bindings } = scopeCondition(scope, "batch.customer");

  function chunksOf(runId: number) {
    const theirs = db("dearchive_runs")
      .select("id")
      .where({ id: runId, ...inScope(scope) });
    return db("dearchive_run_parts").whereIn("run_id", theirs);
  }

  async function rowsFrom(runId: number, from: number, count: number): Promise<readonly RunPartRow[]> {
    return chunksOf(runId).andWhere("part", ">=", from).orderBy("part").limit(count);
  }

  /**
   * Reads outcomes from the batches, which are recorded together with the moves. They are right whichever instance worked
   * on the chunk, even if it crashed. Index: (lead_id, batch_id), lead by lead.
   */
  async function batchOutcomes(
    runId: number,
    chunk: number,
    leadIds: readonly number[],
  ): Promise<readonly RunLead[]> {
    if (leadIds.length === 0) return [];
    const rows = await queryRows<BatchLeadRow>(
      db,
      `SELECT moved.* FROM dearchive_batch_leads AS moved
       JOIN dearchive_run_batches AS link ON link.batch_id = moved.batch_id
       JOIN dearchive_batches AS batch ON batch.id = moved.batch_id
       WHERE moved.lead_id IN (?) AND link.run_id = ? AND link.part = ? AND batch.state = 'done' AND ${isTheirs}
       ORDER BY moved.batch_id`,
      [leadIds, runId, chunk, ...bindings],
    );
    return rows.map((row) => {
      const { leadId, outcome, differences } = toLeadResult(row);
      return { leadId, outcome, detail: columnsOf(differences), batchId: row.batch_id };
    });
  }

  async function hasOpenBatch(runId: number, chunk?: number): Promise<boolean> {
    const rows = await queryRows(
      db,
      `SELECT 1 FROM dearchive_run_batches AS link JOIN dearchive_batches AS batch ON batch.id = link.batch_id
       WHERE link.run_id = ? AND (? IS NULL OR link.part = ?) AND batch.state = 'open' AND ${isTheirs} LIMIT 1`,
      [runId, chunk ?? null, chunk ?? null, ...bindings],
    );
    return rows.length > 0;
  }

  async function resultsOf(runId: number, row: RunPartRow): Promise<ChunkResults> {
    const outcomes = new Map(outcomesWithoutBatch(row).map((lead) => [lead.leadId, lead]));
    for (const lead of await batchOutcomes(runId, row.part, toLeadIds(row.leads)))
      outcomes.set(lead.leadId, lead);
    return { leads: [...outcomes.values()], isOpen: await hasOpenBatch(runId, row.part) };
  }

  return {
    /** Reads a chunk with its outcomes; undefined after the last chunk. */
    async read(runId: number, chunk: number): Promise<(RunChunk & ChunkResults) | undefined> {
      const [row] = await rowsFrom(runId, chunk, 1);
      if (row?.part !== chunk) return undefined;
      return { ...toChunk(row), ...(await resultsOf(runId, row)) };
    },

    /** Reads a chunk without outcomes; undefined after the last chunk. */
    async leadsOf(runId: number, chunk: number): Promise<RunChunk | undefined> {
      const [row] = await rowsFrom(runId, chunk, 1);
      return row?.part === chunk ? toChunk(row) : undefined;
    },

    /** Reads the outcome counts of the chunks from one on; null for unfinished chunks. */
    async countsFrom(runId: number, from: number): Promise<readonly (RunCounts | null)[]> {
      const rows = await chunksOf(runId).andWhere("part", ">=", from).orderBy("part").select("counts");
      return rows.map(({ counts }) => (counts === null ? null : (JSON.parse(counts) as RunCounts)));
    },

    /** Counts the outcomes so far in the chunk under way, for each run that has one. */
    async underWay(runs: readonly Pick<Run, "id" | "doneChunks">[]): Promise<ReadonlyMap<number, RunCounts>> {
      const current = runs.map(({ id, doneChunks }) => [id, doneChunks]);
      if (current.length === 0) return new Map();
      const batches = await queryRows<CountedBatch & { runId: number }>(
        db,
        `SELECT link.run_id AS runId, ${COUNTED_COLUMNS.map((column) => `batch.${column}`).join(", ")}
         FROM dearchive_run_batches AS link JOIN dearchive_batches AS batch ON batch.id = link.batch_id
         WHERE (link.run_id, link.part) IN (?) AND batch.state = 'done' AND ${isTheirs}`,
        [rowList(current), ...bindings],
      );
      const parts = await queryRows<RunPartRow>(
        db,
        "SELECT * FROM dearchive_run_parts WHERE (run_id, part) IN (?) AND others IS NOT NULL",
        [rowList(current)],
      );
      const counts = new Map<number, RunCounts>();
      const add = (id: number, more: RunCounts) => counts.set(id, addCounts(counts.get(id) ?? {}, more));
      for (const { runId, ...batch } of batches) add(runId, outcomeCountsOf(batch));
      for (const part of parts) add(part.run_id, countOutcomes(outcomesWithoutBatch(part)));
      return counts;
    },

    /** Whether every batch of a run is finished. */
    isSettled: async (runId: number): Promise<boolean> => !(await hasOpenBatch(runId)),

    /** The finished batches of a run after the given one, by id. */
    async batchesAfter(runId: number, batchId: number, limit: number): Promise<readonly number[]> {
      const rows = await queryRows<{ id: number }>(
        db,
        `SELECT batch.id AS id FROM dearchive_run_batches AS link
         JOIN dearchive_batches AS batch ON batch.id = link.batch_id
         WHERE link.run_id = ? AND batch.state = 'done' AND batch.id > ? AND ${isTheirs}
         ORDER BY batch.id LIMIT ?`,
        [runId, batchId, ...bindings, limit],
      );
      return rows.map(({ id }) => id);
    },
  };
}

export type RunChunks = ReturnType<typeof createRunChunks>;
