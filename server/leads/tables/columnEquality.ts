/** A column as information_schema describes it. */
export interface Column {
  readonly name: string;
  /** The bare type: `varchar`, `int`, `enum` … */
  readonly dataType: string;
  /** The type in full: `enum('Y','N')`, `decimal(4,2)` … */
  readonly fullType: string;
  /** Character set of a text column, else null. */
  readonly charset: string | null;
  /** Whether the server fills it itself, so that it cannot be inserted. */
  readonly generated: boolean;
  /** ROW START or ROW END of a system-versioned table: when the row was written, so no two rows agree. */
  readonly rowTime: boolean;
  /** Whether `DEFAULT(column)` always is the same value for the same row, as a constant is. */
  readonly knownDefault: boolean;
}

/**
 * How two cells are proven equal. `value`: by the server's NULL-safe equality, which compares binary strings by their
 * bytes. `text`: by the bytes of one character set, so that `Smith` is not `SMITH` and `'Ann'` is not `'Ann '`. `bytes`:
 * by what both convert to. `characters`: by their bytes in utf8mb4, without loss on the way. `number`: by the position
 * in one list of values; `listed`: by the text, where the lists differ. `float`: by value and sign; `printed float`: by
 * the printed number as well.
 */
export type Equality =
  | { readonly by: "value" | "bytes" | "number" | "listed" | "float" | "printed float" }
  | { readonly by: "text"; readonly collation: string }
  | { readonly by: "characters"; readonly charsets: readonly [string, string] };

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

/** Whether a text in the character set has the same bytes as in utf8mb4. */
export function isUtf8(charset: string): boolean {
  return UTF8.has(charset.toLowerCase());
}

/** Types that are a choice from a list of texts. */
const LISTED = new Set(["enum", "set"]);
/** Strings of bytes, which every comparison of the server's takes byte by byte. */
const BYTE_STRINGS = /blob$|binary$/;

function isListed({ dataType }: Column): boolean {
  return LISTED.has(dataType);
}

function equalityOfTexts(source: string, target: string): Equality {
  if (source === target) return { by: "text", collation: `${source}_bin` };
  if (isUtf8(source) && isUtf8(target)) return { by: "bytes" };
  return { by: "characters", charsets: [source, target] };
}

function equalityOfLists(source: Column, target: Column): Equality {
  const isSame = source.fullType === target.fullType && source.charset === target.charset;
  return { by: isSame ? "number" : "listed" };
}

/** How a column is compared with its twin in the other table. */
export function equalityOf(source: Column, target: Column): Equality {
  const pair = [source, target];
  const types = pair.map(({ dataType }) => dataType);
  if (isListed(source) && source.dataType === target.dataType && isSameWriting(source, target))
    return equalityOfLists(source, target);
  if (source.charset && target.charset)
    return pair.some(isListed) && source.charset === target.charset
      ? { by: "bytes" }
      : equalityOfTexts(source.charset, target.charset);
  if (types.some(isRounded)) return { by: types[0] === types[1] ? "float" : "printed float" };
  if (types.some((type) => BYTE_STRINGS.test(type)) && pair.every(isString)) return { by: "value" };
  if (pair.some(isString)) return { by: "bytes" };
  return { by: family(source.dataType) === family(target.dataType) ? "value" : "bytes" };
}

/** Whether a list's texts have the same bytes in both tables. */
function isSameWriting({ charset }: Column, { charset: other }: Column): boolean {
  return charset === other || (charset !== null && other !== null && isUtf8(charset) && isUtf8(other));
}

function isString({ dataType, charset }: Column): boolean {
  return charset !== null || dataType === "json" || BYTE_STRINGS.test(dataType);
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
