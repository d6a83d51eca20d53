/** A column's default as information_schema describes it. */
export interface DefaultFacts {
  /** As the server prints it; null for none, and on MySQL for NULL too. */
  readonly text: string | null;
  readonly nullable: boolean;
  /** MySQL marks expressions with DEFAULT_GENERATED here. MariaDB quotes its constants instead. */
  readonly extra: string;
}

/** Functions and keywords whose result depends only on their arguments. Anything else makes a default unpredictable. */
const PURE = new Set(
  `abs ascii bin bit_length cast ceil ceiling char char_length character_length coalesce concat concat_ws conv convert
   crc32 dayofmonth div elt field find_in_set floor format from_base64 greatest hex if ifnull insert instr isnull
   json_array json_object lcase least left length locate lower lpad ltrim maketime makedate md5 mod month nullif
   octet_length ord position pow power quote repeat replace reverse right round rpad rtrim sha sha1 sha2 sign space
   st_geomfromtext strcmp substr substring to_base64 to_days trim truncate ucase unhex upper year
   and as between binary case collate date datetime decimal double else end false int integer in is like not null or
   signed then true unsigned using when xor charset ascii latin1 utf8 utf8mb3 utf8mb4`.split(/\s+/),
);

/** Strings, quoted names and character set introducers, which contain no function calls. */
const QUOTED = /'(?:[^'\\]|\\.|'')*'|`(?:[^`]|``)*`|\b_\w+(?=\s*[\\']|\s*x')/gi;

function isPure(expression: string): boolean {
  const identifiers = expression.replace(QUOTED, "").match(/[a-z_$@][\w$@]*/gi) ?? [];
  return identifiers.every((identifier) => PURE.has(identifier.toLowerCase()) || /^(x|b)$/i.test(identifier));
}

/** Whether `DEFAULT(column)` always returns the same value for the same row, unlike `uuid()` or `now()`. */
export function isKnownDefault({ text, nullable, extra }: DefaultFacts): boolean {
  if (text === null) return nullable;
  const isMySqlConstant = !/DEFAULT_GENERATED/i.test(extra) && !/[('`]/.test(text);
  if (isMySqlConstant) return !/^current_timestamp/i.test(text);
  return isPure(text);
}
