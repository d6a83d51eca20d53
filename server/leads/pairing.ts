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
 * `Smith` is not `SMITH` and `'Ann'` is not `'Ann '`), `text` by their bytes after bringing both to utf8mb4, which must
 * lose nothing on the way, and `both` by value and by bytes.
 */
export type Equality =
  | { readonly by: "value" | "bytes" | "both" }
  | { readonly by: "text"; readonly charsets: Readonly<Record<Side, string>> };

/** The source, or the target. */
export type Side = "s" | "t";

const INTEGERS = new Set(["tinyint", "smallint", "mediumint", "int", "bigint"]);
const EXACT_NUMBERS = new Set([...INTEGERS, "decimal"]);
/** Local time, without a word about the zone. A TIMESTAMP is an instant, which each session sees in its own zone. */
const LOCAL_TIMES = new Set(["date", "datetime"]);

/** Types whose values compare exactly with each other; others compare by value only with their own kind. */
function family(dataType: string): string {
  if (EXACT_NUMBERS.has(dataType)) return "number";
  return LOCAL_TIMES.has(dataType) ? "local time" : dataType;
}

/** UTF-8, whatever it is called: text in one of them has the same bytes in the others. */
const UTF8 = new Set(["utf8", "utf8mb3", "utf8mb4"]);
/** Numbers that are written with fewer digits than they have. */
const ROUNDED = new Set(["float", "double"]);

/** Whether every text of the character set stands there in the bytes that it has in utf8mb4. */
export function isUtf8(charset: string): boolean {
  return UTF8.has(charset.toLowerCase());
}

function equalityOfTexts(source: string, target: string): Equality {
  if (source === target || (isUtf8(source) && isUtf8(target))) return { by: "bytes" };
  return { by: "text", charsets: { s: source, t: target } };
}

/** How a column is compared with its twin in the other table. */
export function equalityOf(source: Column, target: Column): Equality {
  if (source.charset && target.charset) return equalityOfTexts(source.charset, target.charset);
  const types = [source.dataType, target.dataType];
  if (types.some((type) => /blob|binary|text|char|enum|set|json/.test(type)) && !types.some(isRounded))
    return { by: "bytes" };
  if (family(source.dataType) === family(target.dataType)) return { by: "value" };
  return { by: types.some(isRounded) ? "both" : "bytes" };
}

function isRounded(dataType: string): boolean {
  return ROUNDED.has(dataType);
}

/** Whether the name may stand in a statement as it is: all that servers have may. */
export function isPlainCharset(charset: string | null): boolean {
  return charset === null || /^\w+$/.test(charset);
}

/** Why no value can be carried from one type to the other and be the same there; undefined where one can. */
export function typeConflict(one: string, other: string): string | undefined {
  if (one === other) return undefined;
  // Copied in our sessions, which are in UTC, a value would be hours off for everybody else.
  if ([one, other].includes("timestamp")) return "a TIMESTAMP is an instant, and the other has no time zone";
  // Bits are copied as a number and read as bytes: 49 would be taken for the text 1.
  if ([one, other].includes("bit")) return "bits mean another value in any other type";
  return undefined;
}

/** Why a column cannot be worked with at all, whatever its twin is like; undefined where it can. */
export function columnConflict({ name, dataType }: Pick<Column, "name" | "dataType">): string | undefined {
  // A question mark stands for a value in every statement, even inside a quoted name.
  if (name.includes("?")) return `"${name}" has a question mark in its name`;
  if (name.toLowerCase() === "lead_id" && !INTEGERS.has(dataType))
    return `"lead_id" is ${dataType}, no integer`;
  return undefined;
}
