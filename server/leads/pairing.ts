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

/**
 * How two cells are proven equal: `value` by the server's own NULL-safe equality, `bytes` by their bytes (so that
 * `Smith` is not `SMITH` and `'Ann'` is not `'Ann '`), `text` by their bytes after bringing both to utf8mb4.
 */
export type Equality = "value" | "bytes" | "text";

const EXACT_NUMBERS = new Set(["tinyint", "smallint", "mediumint", "int", "bigint", "decimal"]);
/** Local time, without a word about the zone. A TIMESTAMP is an instant, which each session sees in its own zone. */
const LOCAL_TIMES = new Set(["date", "datetime"]);

/** Types whose values compare exactly with each other; others compare by value only with their own kind. */
function family(dataType: string): string {
  if (EXACT_NUMBERS.has(dataType)) return "number";
  return LOCAL_TIMES.has(dataType) ? "local time" : dataType;
}

/** How a column is compared with its twin in the other table. */
export function equalityOf(source: Column, target: Column): Equality {
  if (source.charset && target.charset) return source.charset === target.charset ? "bytes" : "text";
  const isOpaque = /blob|binary|text|char|enum|set|json/.test(source.dataType + target.dataType);
  return !isOpaque && family(source.dataType) === family(target.dataType) ? "value" : "bytes";
}

/** Why no value can be carried from one type to the other and be the same there; undefined where one can. */
export function typeConflict(one: string, other: string): string | undefined {
  if (one === other) return undefined;
  // Copied in our sessions, which are in UTC, a value would be hours off for everybody else.
  if ([one, other].includes("timestamp")) return "a TIMESTAMP is an instant, and the other has no time zone";
  return undefined;
}
