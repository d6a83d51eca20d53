import type { Knex } from "knex";
import type { SchemaColumn } from "../../db/informationSchema.ts";
import { affectedRows, queryRows } from "../../db/sql.ts";
import { inTransaction } from "../../db/transaction.ts";
import { fail } from "../../errors.ts";
import { onLeadTables, toMoveError } from "../move/moveErrors.ts";
import { createChildGuard } from "./childTables.ts";
import { DEARCHIVE } from "./direction.ts";
import { createDefinitionsHolder, holdDefinitions } from "./heldDefinitions.ts";
import {
  type Cell,
  type CellRow,
  hashCells,
  readLeadColumns,
  selectCells,
  stillHoldsAll,
  toCells,
} from "./rowCells.ts";
import { moveTables } from "./statements.ts";

/** The two copies of a lead in both tables. */
export const COPIES = ["archived", "live"] as const;
export type Copy = (typeof COPIES)[number];

/** The two rows of a lead that is in both tables, with every column. */
export interface DuplicateRows extends Readonly<Record<Copy, readonly Cell[]>> {
  /** SHA-256 of each row. */
  readonly hashes: Readonly<Record<Copy, Buffer>>;
  /** Changes with any byte of either row. */
  readonly version: string;
}

/** The table of each copy, and its alias in the statements here. */
const SIDES = {
  archived: { table: DEARCHIVE.source, alias: "s" },
  live: { table: DEARCHIVE.target, alias: "t" },
} as const;

/** Reads leads that are in both tables, and removes one of their rows. Index: the primary keys of both tables. */
export function createDuplicates(db: Knex, vicidialDatabase: string, childTables: readonly string[] = []) {
  const children = createChildGuard(vicidialDatabase, childTables);
  const tables = moveTables(vicidialDatabase, DEARCHIVE);
  const joined = `${tables.source} AS s INNER JOIN ${tables.target} AS t ON t.lead_id = s.lead_id`;
  const definitions = createDefinitionsHolder(db, tables);

  function toDuplicate(
    row: CellRow,
    columns: Readonly<Record<Copy, readonly SchemaColumn[]>>,
  ): DuplicateRows {
    const [archived, live] = [toCells(row, "s", columns.archived), toCells(row, "t", columns.live)];
    return {
      archived,
      live,
      hashes: { archived: hashCells(archived), live: hashCells(live) },
      version: hashCells(archived, live).toString("base64url"),
    };
  }

  /** Reads both rows of each lead with one statement, and holds the tables' definitions until the transaction ends. */
  async function rowsOf(trx: Knex, leadIds: readonly number[], lock: boolean) {
    await holdDefinitions(trx, tables);
    const columns = {
      archived: await readLeadColumns(trx, vicidialDatabase, DEARCHIVE.source),
      live: await readLeadColumns(trx, vicidialDatabase, DEARCHIVE.target),
    };
    const cells = `${selectCells("s", columns.archived)}, ${selectCells("t", columns.live)}`;
    const sql = `SELECT s.lead_id AS leadId, ${cells} FROM ${joined} WHERE s.lead_id IN (?)${lock ? " FOR UPDATE" : ""}`;
    const rows = await onLeadTables(() => queryRows<CellRow>(trx, sql, [leadIds]));
    const found = new Map(rows.map((row) => [Number(row["leadId"]), toDuplicate(row, columns)]));
    if (found.size < rows.length)
      fail({ code: "schema_drift", detail: "lead_id is not unique in a lead table" });
    return { found, columns };
  }

  return {
    /** Returns the two rows of each lead that is in both tables. */
    async read(leadIds: readonly number[]): Promise<ReadonlyMap<number, DuplicateRows>> {
      if (leadIds.length === 0) return new Map();
      return inTransaction(db, async (trx) => (await rowsOf(trx, leadIds, false)).found);
    },

    /**
     * Deletes one row of a lead if both rows are still as shown. The deleting statement itself compares every cell of the row and
     * requires the other row. The caller must have saved the row durably before.
     *
     * @param note records the removal on the deleting connection
     * @returns whether the row was deleted
     * @throws DearchiveError tables_unusable if that would change a table that refers to the row
     */
    async remove(
      copy: Copy,
      leadId: number,
      shown: DuplicateRows,
      note: (trx: Knex) => Promise<void>,
    ): Promise<boolean> {
      const { table, alias } = SIDES[copy];
      const removal = definitions.run(async (trx) => {
        const { found, columns } = await rowsOf(trx, [leadId], true);
        if (found.get(leadId)?.version !== shown.version) return false;
        await children.refuse(trx, table);
        const isAsShown = stillHoldsAll(alias, columns[copy], shown[copy]);
        if (!isAsShown) return false;
        const sql = `DELETE ${alias} FROM ${joined} WHERE s.lead_id = ? AND ${isAsShown.sql}`;
        const bindings = [leadId, ...isAsShown.bindings];
        if ((await onLeadTables(() => affectedRows(trx, sql, bindings))) === 0) return false;
        await note(trx);
        return true;
      });
      return removal.catch((error: unknown) => {
        throw toMoveError(error);
      });
    },
  };
}

export type Duplicates = ReturnType<typeof createDuplicates>;
