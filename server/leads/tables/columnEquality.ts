/** What a move needs to know about a column. */
export interface Column {
  readonly name: string;
  /** The bare type: `varchar`, `int`, `enum` … */
  readonly dataType: string;
  /** The full type: `enum('Y','N')`, `decimal(4,2)` … */
  readonly fullType: string;
  /** Character set of a text column, else null. */
  readonly charset: string | null;
  /** Whether the server computes the value. Such a column cannot be inserted. */
  readonly generated: boolean;
  /** ROW START or ROW END of a system-versioned table: the time the row was written, which differs for every copy. */
  readonly rowTime: boolean;
  /** Whether `DEFAULT(column)` always returns the same value for the same row. */
  readonly knownDefault: boolean;
}

/**
 * How two cells are proven equal:
 * - `value`: the server's NULL-safe equality, which compares binary strings byte by byte.
 * - `text`: the bytes in one character set, so that `Smith` differs from `SMITH` and `'Ann'` from `'Ann '`.
 * - `bytes`: the bytes after converting both to binary.
 * - `characters`: the bytes in utf8mb4, if the conversion is lossless.
 * - `number`: the position in identical lists of values. `listed`: the text, for different lists.
 * - `float`: value and sign. `printed float`: the printed number as well.
 */
export type Equality =
  | { readonly by: "value" | "bytes" | "number" | "listed" | "float" | "printed float" }
  | { readonly by: "text"; readonly collation: string }
  | { readonly by: "characters"; readonly charsets: readonly [string, string] };

const INTEGERS = new Set(["tinyint", "smallint", "mediumint", "int", "bigint"]);
const EXACT_NUMBERS = new Set([...INTEGERS, "decimal"]);
/** Local times without a zone. A TIMESTAMP is an instant, which each session shows in its own zone. */
const LOCAL_TIMES = new Set(["date", "datetime"]);

/** Groups types whose values compare exactly. Other types compare by value only with themselves. */
function family(dataType: string): string {
  if (EXACT_NUMBERS.has(dataType)) return "number";
  return LOCAL_TIMES.has(dataType) ? "local time" : dataType;
}

/** Names of UTF-8. A text has the same bytes in all of them. */
const UTF8 = new Set(["utf8", "utf8mb3", "utf8mb4"]);
/** Types that print fewer digits than they store. */
const ROUNDED = new Set(["float", "double"]);

/** Whether a text in the character set has the same bytes as in utf8mb4. */
export function isUtf8(charset: string): boolean {
  return UTF8.has(charset.toLowerCase());
}

/** Types that choose from a list of texts. */
const LISTED = new Set(["enum", "set"]);
/** Types that the server compares byte by byte. */
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

/** Chooses how a column is compared with the same column of the other table. */
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

/** Whether the texts of both lists have the same bytes. */
function isSameWriting({ charset }: Column, { charset: other }: Column): boolean {
  return charset === other || (charset !== null && other !== null && isUtf8(charset) && isUtf8(other));
}

function isString({ dataType, charset }: Column): boolean {
  return charset !== null || dataType === "json" || BYTE_STRINGS.test(dataType);
}

function isRounded(dataType: string): boolean {
  return ROUNDED.has(dataType);
}

/** Whether the name is safe in a statement without quoting. All real character sets are. */
export function isPlainCharset(charset: string | null): boolean {
  return charset === null || /^\w+$/.test(charset);
}

/** Explains why no value survives the conversion between the two types; undefined if values do. */
export function typeConflict(one: string, other: string): string | undefined {
  if (one === other) return undefined;
  // Our sessions use UTC, so a copied value would be hours off in sessions of other time zones.
  if ([one, other].includes("timestamp")) return "a TIMESTAMP is an instant, and the other has no time zone";
  // Bits are copied as a number and read as bytes: 49 would become the text 1.
  if ([one, other].includes("bit")) return "bits mean another value in any other type";
  return undefined;
}

/** Explains why no statement can handle the column; undefined if it can. */
export function columnConflict({ name, dataType }: Pick<Column, "name" | "dataType">): string | undefined {
  // knex treats a question mark as a placeholder, even in a quoted name.
  if (name.includes("?")) return `"${name}" has a question mark in its name`;
  if (name.toLowerCase() === "lead_id" && !INTEGERS.has(dataType))
    return `"lead_id" is ${dataType}, no integer`;
  return undefined;
}
