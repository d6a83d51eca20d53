import type { Knex } from "knex";
import { queryRows, splitEvenly } from "../../db/sql.ts";
import { DearchiveError } from "../../errors.ts";
import { onLeadTables } from "../move/moveErrors.ts";
import { type ColumnPlans, createColumnPlans } from "../tables/columnPlanCache.ts";
import { DEARCHIVE } from "../tables/direction.ts";
import { createDuplicates } from "../tables/duplicates.ts";
import { createLeadReader } from "../tables/leadReader.ts";
import { moveTables } from "../tables/statements.ts";

/** A lead in both tables. */
export interface DuplicateLead {
  readonly leadId: number;
  /** A list id beyond 2^53 is text. */
  readonly archivedList: number | string;
  readonly liveList: number | string;
  /** Names of the columns that differ; null where the tables cannot be compared. */
  readonly columns: readonly string[] | null;
  /** Changes with any byte of either row; null where the tables cannot be compared. */
  readonly version: string | null;
}

/** A range of the archive. */
export interface ArchiveSlice {
  /** The highest lead id; null if there are no more leads. */
  readonly last: number | null;
  readonly checked: number;
  readonly duplicates: number;
}

/** Leads per slice. A slice takes a few milliseconds. On MyISAM, writers wait that long. */
export const SLICE_SIZE = 5_000;
/** Whole rows that one statement reads. */
const ROWS_AT_ONCE = 250;

/** Finds leads in both tables, in small slices of the archive. Index: the primary keys of both tables. */
export function createDuplicateSlices(
  db: Knex,
  vicidialDatabase: string,
  plans: ColumnPlans = createColumnPlans(vicidialDatabase),
) {
  const { source, target } = moveTables(vicidialDatabase, DEARCHIVE);
  const duplicates = createDuplicates(db, vicidialDatabase);

  /** Leaves the result out where the tables cannot be compared. */
  async function unlessDrifted<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof DearchiveError && error.fault.code === "schema_drift") return undefined;
      throw error;
    }
  }

  async function versionsOf(leadIds: readonly number[]): Promise<ReadonlyMap<number, string>> {
    const versions = new Map<number, string>();
    for (const chunk of splitEvenly(leadIds, ROWS_AT_ONCE))
      for (const [leadId, { version }] of await duplicates.read(chunk)) versions.set(leadId, version);
    return versions;
  }

  async function differingColumns(
    leadIds: readonly number[],
  ): Promise<ReadonlyMap<number, readonly string[]>> {
    const plan = await plans.current(db, DEARCHIVE);
    const leads = await createLeadReader(db, vicidialDatabase, DEARCHIVE).leftovers(plan, leadIds);
    return new Map(leads.map(({ leadId, differences }) => [leadId, differences.map(({ column }) => column)]));
  }

  return {
    /**
     * Counts the leads in both tables in the next slice of the archive.
     *
     * @param after the last lead id of the slice before; -1 for the first
     */
    async count(after: number): Promise<ArchiveSlice> {
      const [slice] = await onLeadTables(() =>
        queryRows<ArchiveSlice>(
          db,
          `SELECT MAX(slice.lead_id) AS last, COUNT(*) AS checked, COUNT(t.lead_id) AS duplicates
           FROM (SELECT lead_id FROM ${source} WHERE lead_id > ? ORDER BY lead_id LIMIT ?) AS slice
           LEFT JOIN ${target} AS t ON t.lead_id = slice.lead_id`,
          [after, SLICE_SIZE],
        ),
      );
      return slice ?? { last: null, checked: 0, duplicates: 0 };
    },

    /** Reads the leads in both tables whose ids are in a range. */
    async leadsIn(after: number, last: number): Promise<readonly DuplicateLead[]> {
      const rows = await onLeadTables(() =>
        queryRows<Pick<DuplicateLead, "leadId" | "archivedList" | "liveList">>(
          db,
          `SELECT s.lead_id AS leadId, s.list_id AS archivedList, t.list_id AS liveList
           FROM ${source} AS s INNER JOIN ${target} AS t ON t.lead_id = s.lead_id
           WHERE s.lead_id > ? AND s.lead_id <= ?`,
          [after, last],
        ),
      );
      if (rows.length === 0) return [];
      const leadIds = rows.map(({ leadId }) => leadId);
      // Versions first: a change in between makes a version outdated instead of going unnoticed.
      const versions = await unlessDrifted(() => versionsOf(leadIds));
      const columns = await unlessDrifted(() => differingColumns(leadIds));
      return rows.map((row) => ({
        ...row,
        columns: columns ? (columns.get(row.leadId) ?? []) : null,
        version: (columns && versions?.get(row.leadId)) ?? null,
      }));
    },
  };
}
