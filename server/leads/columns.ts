import type { LeadTable } from "./direction.ts";

/** A column as information_schema describes it. */
export interface Column {
  readonly name: string;
  /** The bare type: `varchar`, `int`, `enum` … */
  readonly dataType: string;
  /** Character set of a text column, else null. */
  readonly charset: string | null;
  /** Whether the server fills it itself, so that it cannot be inserted. */
  readonly generated: boolean;
  /** Whether `DEFAULT(column)` is one known value: a constant, or NULL where NULL is allowed. */
  readonly constantDefault: boolean;
}

export interface TableFacts {
  readonly table: LeadTable;
  readonly engine: string;
  readonly columns: readonly Column[];
}

/**
 * How two cells are proven equal: `value` by the server's own NULL-safe equality, `bytes` by their bytes (so that
 * `Smith` is not `SMITH` and `'Ann'` is not `'Ann '`), `text` by their bytes after bringing both to utf8mb4.
 */
export type Equality = "value" | "bytes" | "text";

export interface ComparedColumn {
  readonly name: string;
  readonly equality: Equality;
}

/** What a move between two tables copies and compares. */
export interface ColumnPlan {
  /** In both tables and insertable, in the source's order. */
  readonly copied: readonly string[];
  /** In both tables: a source row is deleted only where all of these are equal. */
  readonly compared: readonly ComparedColumn[];
  /** Only in the source: a row may be moved only where they hold their default. */
  readonly sourceOnly: readonly Column[];
  /** Only in the target: they get their default. */
  readonly targetOnly: readonly string[];
  /** Both tables roll back; else the order of the statements is what makes a move safe. */
  readonly transactional: boolean;
  /** One table may roll back and the other does not: what was inserted must be committed before anything is deleted. */
  readonly mixed: boolean;
}

const TRANSACTIONAL_ENGINES = new Set(["innodb", "rocksdb"]);
/** Engines that surely do not roll back: every statement is there to stay. */
const PLAIN_ENGINES = new Set(["myisam", "aria", "memory", "mrg_myisam", "csv"]);
const EXACT_NUMBERS = new Set(["tinyint", "smallint", "mediumint", "int", "bigint", "decimal"]);
const MOMENTS = new Set(["date", "datetime", "timestamp"]);

/** Types whose values compare exactly with each other; others compare by value only with their own kind. */
function family(dataType: string): string {
  if (EXACT_NUMBERS.has(dataType)) return "number";
  return MOMENTS.has(dataType) ? "moment" : dataType;
}

function equalityOf(source: Column, target: Column): Equality {
  if (source.charset && target.charset) return source.charset === target.charset ? "bytes" : "text";
  const isOpaque = /blob|binary|text|char|enum|set|json/.test(source.dataType + target.dataType);
  return !isOpaque && family(source.dataType) === family(target.dataType) ? "value" : "bytes";
}

function isTransactional({ engine }: TableFacts): boolean {
  return TRANSACTIONAL_ENGINES.has(engine.toLowerCase());
}

function isPlain({ engine }: TableFacts): boolean {
  return PLAIN_ENGINES.has(engine.toLowerCase());
}

/** Decides, from both tables' facts, what is copied and how each column is compared. Pure. */
export function planColumns(source: TableFacts, target: TableFacts): ColumnPlan {
  // Column names are case-insensitive on every server.
  const targets = new Map(target.columns.map((column) => [column.name.toLowerCase(), column]));
  const sources = new Set(source.columns.map(({ name }) => name.toLowerCase()));
  const shared = source.columns.flatMap((column) => {
    const twin = targets.get(column.name.toLowerCase());
    return twin ? [{ source: column, target: twin }] : [];
  });
  const transactional = isTransactional(source) && isTransactional(target);
  return {
    copied: shared.filter((pair) => !pair.target.generated).map((pair) => pair.source.name),
    compared: shared.map((pair) => ({
      name: pair.source.name,
      equality: equalityOf(pair.source, pair.target),
    })),
    // What the server computes from other columns is no data of its own.
    sourceOnly: source.columns.filter(
      (column) => !column.generated && !targets.has(column.name.toLowerCase()),
    ),
    targetOnly: target.columns.filter(({ name }) => !sources.has(name.toLowerCase())).map(({ name }) => name),
    transactional,
    mixed: !transactional && !(isPlain(source) && isPlain(target)),
  };
}
