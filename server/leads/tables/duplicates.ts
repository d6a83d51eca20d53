import type { Knex } from "knex";
import { affectedRows, type Binding, queryRows } from "../../db/sql.ts";
import { inTransaction } from "../../db/transaction.ts";
import { fail } from "../../errors.ts";
import { onLeadTables, toMoveError } from "../move/moveErrors.ts";
import { createChildGuard } from "./childTables.ts";
import { ARCHIVE, DEARCHIVE } from "./direction.ts";
import { createDefinitionsHolder } from "./heldDefinitions.ts";
import {
  type Cell,
  columnsOf,
  type DuplicateRow,
  hashCells,
  selected,
  stillHolds,
  toCells,
} from "./rowCells.ts";
import { holdDefinitions, type MoveTables, qualify } from "./statements.ts";

/** The two rows of a lead that stands in both tables, with every column. */
export interface DuplicateRows {
  readonly archived: readonly Cell[];
  readonly live: readonly Cell[];
  /** SHA-256 of the archived row. */
  readonly archivedHash: Buffer;
  /** Tells these two rows from any others, to the byte. */
  readonly version: string;
}

/** Reads leads that stand in both tables, and removes their archived rows. Index: the primary keys of both tables. */
export function createDuplicates(db: Knex, vicidialDatabase: string, childTables: readonly string[] = []) {
  const children = createChildGuard(vicidialDatabase, childTables);
  const tables: MoveTables = {
    key: "lead_id",
    source: qualify(vicidialDatabase, DEARCHIVE.source),
    target: qualify(vicidialDatabase, DEARCHIVE.target),
  };
  const joined = `${tables.source} AS s INNER JOIN ${tables.target} AS t ON t.lead_id = s.lead_id WHERE s.lead_id = ?`;

  async function hold(connection: Knex): Promise<void> {
    await onLeadTables(() => queryRows(connection, holdDefinitions(tables)));
  }
  const definitions = createDefinitionsHolder(db, hold);

  /** Both rows as one statement sees them; the tables stay as they are defined until the transaction ends. */
  async function rowsOf(trx: Knex, leadId: number, lock: boolean) {
    await hold(trx);
    const archive = await columnsOf(trx, vicidialDatabase, DEARCHIVE.source);
    const live = await columnsOf(trx, vicidialDatabase, ARCHIVE.source);
    const sql = `SELECT ${selected("s", archive)}, ${selected("t", live)} FROM ${joined}${lock ? " FOR UPDATE" : ""}`;
    const [row, second] = await onLeadTables(() => queryRows<DuplicateRow>(trx, sql, [leadId]));
    if (second) fail({ code: "schema_drift", detail: "lead_id is not unique in a lead table" });
    if (!row) return undefined;
    const cells = { archived: toCells(row, "s", archive), live: toCells(row, "t", live) };
    const version = hashCells(cells.archived, cells.live).toString("base64url");
    return { duplicates: { ...cells, archivedHash: hashCells(cells.archived), version }, archive };
  }

  return {
    /** The two rows of a lead; undefined where it does not stand in both tables. */
    async read(leadId: number): Promise<DuplicateRows | undefined> {
      return inTransaction(db, async (trx) => (await rowsOf(trx, leadId, false))?.duplicates);
    },

    /**
     * Deletes the archived row of a lead, if both rows still are what was shown; the deleting statement itself sees that
     * every archived cell is, and that a live row stands. Whoever calls this has saved the row before, for good.
     *
     * @param note notes, on the connection that deletes, that the row went
     * @returns whether it went
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
        const same = found.archive.flatMap((column, n) => {
          const cell = shown.archived[n];
          return cell ? [stillHolds(column, cell)] : [];
        });
        if (same.length !== found.archive.length) return false;
        const bindings: readonly Binding[] = [leadId, ...same.flatMap((one) => one.bindings)];
        const sql = `DELETE s FROM ${joined} AND ${same.map((one) => `(${one.sql})`).join(" AND ")}`;
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
