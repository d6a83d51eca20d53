import type { Knex } from "knex";
import type { SchemaColumn } from "../../db/informationSchema.ts";
import { queryRows, splitEvenly } from "../../db/sql.ts";
import { onLeadTables } from "../move/moveErrors.ts";
import type { LeadTable } from "../tables/direction.ts";
import { STATEMENT_SIZE } from "../tables/leadReader.ts";
import { type Cell, type CellRow, readLeadColumns, selectCells, toCells } from "../tables/rowCells.ts";
import { hashOf, qualify } from "../tables/statements.ts";
import { type ChangedLead, type ColumnValue, isSameValue } from "./changedLead.ts";

/** The changed columns of a lead's row. */
export interface LeadValues {
  readonly leadId: number;
  /** By column name in lower case. */
  readonly values: ReadonlyMap<string, ColumnValue>;
  /** Changes with any of the values. */
  readonly version: string;
}

/** The values of a changed lead before or after the batch. */
export type Side = "before" | "after";

/** Columns of a lead table. */
export interface ValueColumns {
  readonly table: LeadTable;
  readonly columns: readonly SchemaColumn[];
  /** Columns that the server sets with every change of a row. */
  readonly stamps: readonly SchemaColumn[];
}

function toValue({ text, bytes, mark }: Cell): ColumnValue {
  const isExact = bytes === null || (text !== null && Buffer.from(text).equals(bytes));
  return { text, ...(!isExact && { hex: bytes.toString("hex") }), ...(mark !== null && { mark }) };
}

/** Tests whether a row holds the values of one side in every changed column; false for a missing row. Pure. */
export function holds(row: LeadValues | undefined, { columns }: ChangedLead, side: Side): boolean {
  return columns.every((change) => {
    const value = row?.values.get(change.column);
    return value !== undefined && isSameValue(change.column, value, change[side]);
  });
}

/** The names of the columns that change in any of the leads. Pure. */
export function namesIn(leads: readonly ChangedLead[]): readonly string[] {
  return [...new Set(leads.flatMap(({ columns }) => columns.map(({ column }) => column)))];
}

/**
 * Reads single columns of leads. Index: the primary key of the lead table.
 *
 * @param locks locks the rows until the transaction ends
 */
export function createValueReader(connection: Knex, vicidialDatabase: string, locks = false) {
  async function columnsOf(table: LeadTable, names: readonly string[]): Promise<ValueColumns> {
    const columns = await readLeadColumns(connection, vicidialDatabase, table);
    return {
      table,
      columns: columns.filter(({ name }) => names.includes(name.toLowerCase())),
      stamps: columns.filter(({ extra }) => /on update/i.test(extra)),
    };
  }

  async function readRows(
    { table, columns }: ValueColumns,
    ids: readonly number[],
  ): Promise<ReadonlyMap<number, LeadValues>> {
    const version = hashOf(
      columns.map(({ name }) => name),
      "t",
    );
    const sql = `SELECT t.lead_id AS leadId, ${version} AS version, ${selectCells("t", columns)}
      FROM ${qualify(vicidialDatabase, table)} AS t WHERE t.lead_id IN (?)${locks ? " FOR UPDATE" : ""}`;
    const found = new Map<number, LeadValues>();
    for (const chunk of splitEvenly(ids, STATEMENT_SIZE))
      for (const row of await onLeadTables(() => queryRows<CellRow>(connection, sql, [chunk]))) {
        const leadId = Number(row["leadId"]);
        const cells = toCells(row, "t", columns);
        const values = new Map(cells.map((cell) => [cell.column.toLowerCase(), toValue(cell)]));
        found.set(leadId, { leadId, values, version: String(row["version"]) });
      }
    return found;
  }

  /** Reads columns of leads; omits leads that the table lacks. */
  async function read(
    table: LeadTable,
    ids: readonly number[],
    names: readonly string[],
  ): Promise<ReadonlyMap<number, LeadValues>> {
    return ids.length === 0 ? new Map() : readRows(await columnsOf(table, names), ids);
  }

  return {
    columnsOf,
    readRows,
    read,

    /** Returns the leads whose rows hold their new values. */
    async holding(table: LeadTable, leads: readonly ChangedLead[]): Promise<readonly number[]> {
      const ids = leads.map(({ leadId }) => leadId);
      const rows = await read(table, ids, namesIn(leads));
      return leads.filter((lead) => holds(rows.get(lead.leadId), lead, "after")).map(({ leadId }) => leadId);
    },
  };
}

export type ValueReader = ReturnType<typeof createValueReader>;
