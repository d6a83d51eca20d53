import type { Knex } from "knex";
import { affectedRows, type Binding, queryRows } from "../../db/sql.ts";
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
  stillHolds,
  toCells,
} from "./rowCells.ts";
import { moveTables } from "./statements.ts";

/** The two rows of a lead that is in both tables, with every column. */
export interface DuplicateRows {
  readonly archived: readonly Cell[];
  readonly live: readonly Cell[];
  /** SHA-256 of the archived row. */
  readonly archivedHash: Buffer;
  /** Changes with any byte of either row. */
  readonly version: string;
}

/** Reads leads that are in both tables, and removes their archived rows. Index: the primary keys of both tables. */
export function createDuplicates(db: Knex, vicidialDatabase: string, childTables: readonly string[] = []) {
  const children = createChildGuard(vicidialDatabase, childTables);
  const tables = moveTables(vicidialDatabase, DEARCHIVE);
  const joined = `${tables.source} AS s INNER JOIN ${tables.target} AS t ON t.lead_id = s.lead_id WHERE s.lead_id = ?`;
  const definitions = createDefinitionsHolder(db, tables);

  /** Reads both rows with one statement, and holds the tables' definitions until the transaction ends. */
  async function rowsOf(trx: Knex, leadId: number, lock: boolean) {
    await holdDefinitions(trx, tables);
    const archive = await readLeadColumns(trx, vicidialDatabase, DEARCHIVE.source);
    const live = await readLeadColumns(trx, vicidialDatabase, DEARCHIVE.target);
    const cells = `${selectCells("s", archive)}, ${selectCells("t", live)}`;
    const sql = `SELECT ${cells} FROM ${joined}${lock ? " FOR UPDATE" : ""}`;
    const [row, second] = await onLeadTables(() => queryRows<CellRow>(trx, sql, [leadId]));
    if (second) fail({ code: "schema_drift", detail: "lead_id is not unique in a lead table" });
    if (!row) return undefined;
    const rows = { archived: toCells(row, "s", archive), live: toCells(row, "t", live) };
    const version = hashCells(rows.archived, rows.live).toString("base64url");
    return { duplicates: { ...rows, archivedHash: hashCells(rows.archived), version }, archive };
  }

  return {
    /** Returns the two rows of a lead; undefined unless it is in both tables. */
    async read(leadId: number): Promise<DuplicateRows | undefined> {
      return inTransaction(db, async (trx) => (await rowsOf(trx, leadId, false))?.duplicates);
    },

    /**
     * Deletes the archived row of a lead if both rows are still as shown. The deleting statement itself compares every archived
     * cell and requires the live row. The caller must have saved the archived row durably before.
     *
     * @param note records the removal on the deleting connection
     * @returns whether the row was deleted
     */
    async removeArchived(
      leadId: number,
      shown: DuplicateRows,
      note: (trx: Knex) => Promise<void>,
    ): Promise<boolean> {
      const removal = definitions.run(async (trx) => {
        const found = await rowsOf(trx, leadId, true);
        if (found?.duplicates.version !== shown.version) return false;
        await children.refuse(trx, DEARCHIVE.source);
        const conditions = found.archive.flatMap((column, n) => {
          const cell = shown.archived[n];
          return cell ? [stillHolds(column, cell)] : [];
        });
        if (conditions.length !== found.archive.length) return false;
        const bindings: readonly Binding[] = [
          leadId,
          ...conditions.flatMap((condition) => condition.bindings),
        ];
        const sql = `DELETE s FROM ${joined} AND ${conditions.map((condition) => `(${condition.sql})`).join(" AND ")}`;
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
