import { createHash } from "node:crypto";
import type { Knex } from "knex";
import { affectedRows, type Binding, queryRows } from "../db/sql.ts";
import { inTransaction } from "../db/transaction.ts";
import { fail } from "../errors.ts";
import { ARCHIVE, DEARCHIVE, type LeadTable } from "./direction.ts";
import { onLeadTables, toFault } from "./faults.ts";
import { columnConflict } from "./pairing.ts";
import { holdDefinitions, type MoveTables, qualify, quoteName } from "./statements.ts";

/** A cell of a row: its very bytes, and how it reads. */
export interface Cell {
  readonly column: string;
  readonly bytes: Buffer | null;
  readonly text: string | null;
}

/** The two rows of a lead that stands in both tables, with every column. */
export interface Twins {
  readonly archived: readonly Cell[];
  readonly live: readonly Cell[];
  /** SHA-256 of the archived row. */
  readonly archivedHash: Buffer;
  /** Tells these two rows from any others, to the byte. */
  readonly version: string;
}

interface RowColumn {
  readonly name: string;
  readonly type: string;
}

type Side = "s" | "t";
type TwinRow = Readonly<Record<string, Buffer | string | null>>;

/** What has no characters. */
const BYTES = /blob|binary|^bit$|geometry|point|polygon|linestring/;

async function columnsOf(
  connection: Knex,
  database: string,
  table: LeadTable,
): Promise<readonly RowColumn[]> {
  const columns = await queryRows<RowColumn>(
    connection,
    `SELECT column_name AS name, data_type AS type FROM information_schema.columns
     WHERE table_schema = ? AND table_name = ? ORDER BY ordinal_position`,
    [database, table],
  );
  for (const { name, type } of columns) {
    const detail = columnConflict({ name, dataType: type.toLowerCase() });
    if (detail) fail({ code: "schema_drift", detail: `${detail} in ${table}` });
  }
  return columns;
}

/** A cell's bytes. A FLOAT is written with fewer digits than it has, unless it is a DOUBLE by then. */
function bytesOf(side: Side, { name, type }: RowColumn): string {
  const cell = `${side}.${quoteName(name)}`;
  return `CAST(${type.toLowerCase() === "float" ? `${cell} + 0e0` : cell} AS BINARY)`;
}

function selected(side: Side, columns: readonly RowColumn[]): string {
  return columns
    .map((column, n) => {
      const text = BYTES.test(column.type.toLowerCase())
        ? "NULL"
        : `CONVERT(${side}.${quoteName(column.name)} USING utf8mb4)`;
      return `${bytesOf(side, column)} AS ${side}b${n}, ${text} AS ${side}t${n}`;
    })
    .join(", ");
}

function toCells(row: TwinRow, side: Side, columns: readonly RowColumn[]): readonly Cell[] {
  return columns.map(({ name }, n) => {
    const [bytes, text] = [row[`${side}b${n}`] ?? null, row[`${side}t${n}`] ?? null];
    return {
      column: name,
      bytes: typeof bytes === "string" ? Buffer.from(bytes) : bytes,
      text: text === null ? bytes && `0x${bytes.toString("hex")}` : String(text),
    };
  });
}

/** The SHA-256 of rows, column by column. */
function hashCells(...rows: readonly (readonly Cell[])[]): Buffer {
  const texts = rows.map((cells) =>
    cells.map(({ column, bytes }) => [column, bytes?.toString("hex") ?? null]),
  );
  return createHash("sha256").update(JSON.stringify(texts)).digest();
}

/** Reads leads that stand in both tables, and removes their archived rows. Index: the primary keys of both tables. */
export function createTwins(db: Knex, vicidialDatabase: string) {
  const tables: MoveTables = {
    key: "lead_id",
    source: qualify(vicidialDatabase, DEARCHIVE.source),
    target: qualify(vicidialDatabase, DEARCHIVE.target),
  };
  const joined = `${tables.source} AS s INNER JOIN ${tables.target} AS t ON t.lead_id = s.lead_id WHERE s.lead_id = ?`;

  /** Both rows as one statement sees them; the tables stay as they are defined until the transaction ends. */
  async function rowsOf(trx: Knex, leadId: number, lock: boolean) {
    await onLeadTables(() => queryRows(trx, holdDefinitions(tables)));
    const archive = await columnsOf(trx, vicidialDatabase, DEARCHIVE.source);
    const live = await columnsOf(trx, vicidialDatabase, ARCHIVE.source);
    const sql = `SELECT ${selected("s", archive)}, ${selected("t", live)} FROM ${joined}${lock ? " FOR UPDATE" : ""}`;
    const [row, second] = await onLeadTables(() => queryRows<TwinRow>(trx, sql, [leadId]));
    if (second) fail({ code: "schema_drift", detail: "lead_id is not unique in a lead table" });
    if (!row) return undefined;
    const cells = { archived: toCells(row, "s", archive), live: toCells(row, "t", live) };
    const version = hashCells(cells.archived, cells.live).toString("base64url");
    return { twins: { ...cells, archivedHash: hashCells(cells.archived), version }, archive };
  }

  return {
    /** The two rows of a lead; undefined where it does not stand in both tables. */
    async read(leadId: number): Promise<Twins | undefined> {
      return inTransaction(db, async (trx) => (await rowsOf(trx, leadId, false))?.twins);
    },

    /**
     * Deletes the archived row of a lead, if both rows still are what was shown; the deleting statement itself sees that
     * every archived cell is, and that a live row stands. Whoever calls this has saved the row before, for good.
     *
     * @param note notes, on the connection that deletes, that the row went
     * @returns whether it went
     */
    async removeArchived(leadId: number, shown: Twins, note: (trx: Knex) => Promise<void>): Promise<boolean> {
      const removal = inTransaction(db, async (trx) => {
        const found = await rowsOf(trx, leadId, true);
        if (found?.twins.version !== shown.version) return false;
        const same = found.archive.map((column) => `${bytesOf("s", column)} <=> ?`).join(" AND ");
        const bindings: readonly Binding[] = [leadId, ...shown.archived.map(({ bytes }) => bytes)];
        const sql = `DELETE s FROM ${joined} AND ${same}`;
        if ((await onLeadTables(() => affectedRows(trx, sql, bindings))) === 0) return false;
        await note(trx);
        return true;
      });
      return removal.catch((error: unknown) => {
        throw toFault(error);
      });
    },
  };
}

export type TwinTables = ReturnType<typeof createTwins>;
