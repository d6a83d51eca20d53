import type { Knex } from "knex";
import { queryRows } from "../../db/sql.ts";
import { onLeadTables } from "../move/moveErrors.ts";
import type { Difference } from "../move/outcome.ts";
import { createColumnPlans } from "../tables/columnPlanCache.ts";
import { DEARCHIVE, type LeadTable } from "../tables/direction.ts";
import { createLeadReader } from "../tables/leadReader.ts";
import { qualify } from "../tables/statements.ts";

/** The lists of a lead's rows. A list id beyond 2^53 is text. */
export interface LeadLocation {
  readonly live?: number | string;
  readonly archived?: number | string;
}

/** The columns of Vicidial that describe a lead to a person. */
export const FACT_COLUMNS = [
  "list_id",
  "status",
  "phone_number",
  "first_name",
  "last_name",
  "called_count",
  "last_local_call_time",
] as const;
export type LeadFacts = Readonly<Record<(typeof FACT_COLUMNS)[number], string | number | null>>;

/** A lead's current rows: in one table, in both or in none. */
export interface LeadNow {
  readonly live?: LeadFacts;
  readonly archived?: LeadFacts;
  /** The columns that differ between the two rows; `source` is the archived value. */
  readonly differences: readonly Difference[];
}

/** Finds the tables that hold leads, without locks. Index: the primary keys of both lead tables. */
export function createLocations(
  db: Knex,
  vicidialDatabase: string,
  plans = createColumnPlans(vicidialDatabase),
) {
  function rowsIn<Row>(
    table: LeadTable,
    columns: readonly string[],
    ids: readonly number[],
  ): Promise<readonly Row[]> {
    if (ids.length === 0) return Promise.resolve([]);
    const sql = `SELECT ${columns.join(", ")} FROM ${qualify(vicidialDatabase, table)} WHERE lead_id IN (?)`;
    return onLeadTables(() => queryRows<Row>(db, sql, [ids]));
  }

  async function listsIn(
    table: LeadTable,
    ids: readonly number[],
  ): Promise<ReadonlyMap<number, number | string>> {
    const rows = await rowsIn<{ lead_id: number; list_id: number | string }>(
      table,
      ["lead_id", "list_id"],
      ids,
    );
    return new Map(rows.map((row) => [row.lead_id, row.list_id]));
  }

  async function factsIn(table: LeadTable, leadId: number): Promise<LeadFacts | undefined> {
    return (await rowsIn<LeadFacts>(table, FACT_COLUMNS, [leadId]))[0];
  }

  async function differencesOf(
    leadIds: readonly number[],
  ): Promise<ReadonlyMap<number, readonly Difference[]>> {
    if (leadIds.length === 0) return new Map();
    const plan = await plans.current(db, DEARCHIVE);
    const found = await createLeadReader(db, vicidialDatabase, DEARCHIVE).leftovers(plan, leadIds);
    return new Map(found.map(({ leadId, differences }) => [leadId, differences]));
  }

  return {
    /** Returns the lists of the rows of leads in one table. */
    listsIn,

    /** Returns the lists of the named leads; omits leads in neither table. */
    async listsOf(ids: readonly number[]): Promise<ReadonlyMap<number, LeadLocation>> {
      const live = await listsIn("vicidial_list", ids);
      const archived = await listsIn("vicidial_list_archive", ids);
      return new Map(
        [...new Set([...live.keys(), ...archived.keys()])].map((id) => {
          const [inLive, inArchive] = [live.get(id), archived.get(id)];
          return [
            id,
            {
              ...(inLive === undefined ? {} : { live: inLive }),
              ...(inArchive === undefined ? {} : { archived: inArchive }),
            },
          ];
        }),
      );
    },

    /** Returns the facts of leads of a table; omits those it lacks. */
    async factsOf(table: LeadTable, ids: readonly number[]): Promise<ReadonlyMap<number, LeadFacts>> {
      const columns = ["lead_id", ...FACT_COLUMNS];
      const rows = await rowsIn<LeadFacts & { lead_id: number }>(table, columns, ids);
      return new Map(rows.map(({ lead_id, ...facts }) => [lead_id, facts]));
    },

    /** Returns the columns that differ between the rows of leads in both tables; `source` is the archived value. */
    differencesOf,

    /** Returns the current rows of one lead. */
    async now(leadId: number): Promise<LeadNow> {
      const live = await factsIn("vicidial_list", leadId);
      const archived = await factsIn("vicidial_list_archive", leadId);
      return {
        ...(live && { live }),
        ...(archived && { archived }),
        differences: (live && archived && (await differencesOf([leadId])).get(leadId)) || [],
      };
    },
  };
}

export type Locations = ReturnType<typeof createLocations>;
