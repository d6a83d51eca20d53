import { createHash } from "node:crypto";
import type { Knex } from "knex";
import { affectedRows, type Binding, queryRows, quoteName } from "../../db/sql.ts";
import { inTransaction } from "../../db/transaction.ts";
import { fail } from "../../errors.ts";
import { onLeadTables, toMoveError } from "../move/moveErrors.ts";
import { createChildGuard } from "./childTables.ts";
import { columnConflict } from "./columnEquality.ts";
import { ARCHIVE, DEARCHIVE, type LeadTable } from "./direction.ts";
import { createDefinitionsHolder } from "./heldDefinitions.ts";
import { holdDefinitions, type MoveTables, qualify } from "./statements.ts";

/** A cell of a row: its very bytes, and how it reads. */
export interface Cell {
  readonly column: string;
  readonly bytes: Buffer | null;
  readonly text: string | null;
  /** What the bytes do not tell: the sign of zero, and the position in a list of values. */
  readonly mark: string | null;
}

/** The two rows of a lead that stands in both tables, with every column. */
export interface DuplicateRows {
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
type DuplicateRow = Readonly<Record<string, Buffer | string | number | null>>;

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

function cellOf(side: Side, { name }: RowColumn): string {
  return `${side}.${quoteName(name)}`;
}

/** A cell's bytes, whatever its size. A FLOAT prints fewer digits than it has; a DOUBLE prints them all. */
function bytesOf(side: Side, column: RowColumn): string {
  const cell = cellOf(side, column);
  return `CONVERT(${column.type.toLowerCase() === "float" ? `${cell} + 0e0` : cell} USING binary)`;
}

/** -0.0 prints like 0.0, and a value that is not on an ENUM's list like ''. */
function markOf(side: Side, column: RowColumn): string | undefined {
  const cell = cellOf(side, column);
  if (/^(float|double)$/i.test(column.type)) return `(${cell} = 0 AND ATAN2(${cell}, -1) < 0)`;
  return /^(enum|set)$/i.test(column.type) ? `CAST(${cell} AS UNSIGNED)` : undefined;
}

function selected(side: Side, columns: readonly RowColumn[]): string {
  return columns
    .map((column, n) => {
      const cell = cellOf(side, column);
      const text = BYTES.test(column.type.toLowerCase()) ? "NULL" : `CONVERT(${cell} USING utf8mb4)`;
      return `${bytesOf(side, column)} AS ${side}b${n}, ${text} AS ${side}t${n},
        ${markOf(side, column) ?? "NULL"} AS ${side}m${n}, ${cell} IS NULL AS ${side}n${n}`;
    })
    .join(", ");
}

function toCells(row: DuplicateRow, side: Side, columns: readonly RowColumn[]): readonly Cell[] {
  return columns.map(({ name }, n) => {
    const at = (part: "b" | "t" | "m" | "n") => row[`${side}${part}${n}`] ?? null;
    const [bytes, text, mark] = [at("b"), at("t"), at("m")];
    if (bytes === null && at("n") !== 1)
      fail({ code: "row_refused", detail: `the server cannot read "${name}" whole` });
    const read = bytes === null || Buffer.isBuffer(bytes) ? bytes : Buffer.from(String(bytes));
    return {
      column: name,
      bytes: read,
      text: text === null ? read && `0x${read.toString("hex")}` : String(text),
      mark: mark === null ? null : String(mark),
    };
  });
}

/** Larger cells are compared by a hash: a statement that holds them may be larger than the server takes. */
const COMPARED_WHOLE = 4096;

interface Condition {
  readonly sql: string;
  readonly bindings: readonly Binding[];
}

/** Condition that the archived row holds exactly what was shown in a column. */
function stillHolds(column: RowColumn, { bytes, mark }: Cell): Condition {
  if (bytes === null) return { sql: `${cellOf("s", column)} IS NULL`, bindings: [] };
  const isLarge = bytes.length > COMPARED_WHOLE;
  const value = isLarge ? createHash("sha512").update(bytes).digest("hex") : bytes;
  const held = isLarge ? `SHA2(${bytesOf("s", column)}, 512)` : bytesOf("s", column);
  const marked = markOf("s", column);
  return marked === undefined
    ? { sql: `${held} = ?`, bindings: [value] }
    : { sql: `${held} = ? AND ${marked} = ?`, bindings: [value, mark] };
}

/** The SHA-256 of rows, column by column. */
function hashCells(...rows: readonly (readonly Cell[])[]): Buffer {
  const texts = rows.map((cells) =>
    cells.map(({ column, bytes, mark }) => [column, bytes?.toString("hex") ?? null, mark]),
  );
  return createHash("sha256").update(JSON.stringify(texts)).digest();
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
