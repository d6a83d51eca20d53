import { type ParseError, type ParseErrorCode, printParseErrorCode, visit } from "jsonc-parser";
import { tokensOf } from "./jsonTokens.ts";

/** Describes where a JSON text is malformed, in the contract's form. */

const STRICT = { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false } as const;

const STRING_ERRORS = [
  "InvalidCharacter",
  "InvalidEscapeCharacter",
  "InvalidUnicode",
  "UnexpectedEndOfString",
];

/** The state of reading after the beginning of a JSON text. */
interface Position {
  /** Path of the value being read; inside a property name, path of its object. */
  readonly path: readonly (string | number)[];
  readonly isAtName: boolean;
  /** Whether the text ends within a number, which could continue. */
  readonly isInNumber: boolean;
  /** Whether a value may start here. */
  readonly wantsValue: boolean;
}

function positionAfter(beginning: string): Position {
  // One segment per open array (its index) and object (the member's name, once read).
  const path: (string | number)[] = [];
  let isAtName = false;
  let isInNumber = false;
  let last = "";
  for (const { sign, value, end } of tokensOf(beginning)) {
    if (sign === "]" || sign === "}") path.pop();
    const segment = path.at(-1);
    if (sign === "[") path.push(0);
    if (sign === "{") path.push("");
    if (sign === "," && typeof segment === "number") path[path.length - 1] = segment + 1;
    if (sign === '"' && isAtName) path[path.length - 1] = value;
    isAtName = sign === "{" || (sign === "," && typeof segment === "string") || (sign === '"' && isAtName);
    isInNumber = /[-\d]/.test(sign) && end === beginning.length;
    last = sign;
  }
  return {
    path: isAtName ? path.slice(0, -1) : path,
    isAtName,
    isInNumber,
    wantsValue: !isAtName && ["", "[", ",", ":"].includes(last),
  };
}

/** Escapes a control character as JSON does, so that the answer stays on one line. */
function printable(character: string): string {
  return character < " " ? JSON.stringify(character).slice(1, -1) : character;
}

function pathText(segments: readonly (string | number)[]): string {
  return segments
    .map((segment) =>
      typeof segment === "number" ? `[${segment}]` : `.${[...segment].map(printable).join("")}`,
    )
    .join("")
    .replace(/^\./, "");
}

/** Returns the length of a string token before its first control character or unknown escape. */
function goodInString(token: string): number {
  const control = token.search(/[^ -\uffff]/);
  const badEscape = /(?<!\\)(?:\\\\)*\\(?:u[\da-fA-F]{0,3}(?=[^\da-fA-F])|(?=[^"\\/bfnrtu]))/.exec(token);
  const escaped = badEscape ? badEscape.index + badEscape[0].length : token.length;
  return control < 0 ? escaped : Math.min(control, escaped);
}

/** Returns how many characters could start a value: all of `tru` and `-`, none of `True`. */
function goodInWord(word: string): number {
  const lengths = ["true", "false", "null", "-"].map((value) => {
    const differs = [...value].findIndex((character, index) => character !== word[index]);
    return differs < 0 ? value.length : differs;
  });
  return Math.max(...lengths);
}

/** Returns the offset of the first bad character; the parser reports the start of its token. */
function badOffset(text: string, { error, offset, length }: ParseError): number {
  const token = text.slice(offset, offset + length);
  const code = printParseErrorCode(error);
  if (STRING_ERRORS.includes(code)) return offset + goodInString(token);
  if (code === "UnexpectedEndOfNumber") return offset + length;
  if (code === "InvalidSymbol" && positionAfter(text.slice(0, offset)).wantsValue)
    return offset + goodInWord(token);
  return offset;
}

function tokenKind(code: string, position: Position): string {
  if (position.isAtName) return "property name";
  if (STRING_ERRORS.includes(code)) return "string";
  return position.isInNumber ? "number" : "value";
}

/** Aborts the parser, which would otherwise collect all errors of a long text. */
class FirstErrorFound extends Error {}

/** Returns the errors at the first wrong token: a bad string may be in the wrong place as well. */
function errorsOfFirstToken(text: string): readonly ParseError[] {
  const errors = new Map<ParseErrorCode, ParseError>();
  const onError = (error: ParseErrorCode, offset: number, length: number) => {
    const [first] = errors.values();
    if (first && first.offset !== offset) throw new FirstErrorFound();
    errors.set(error, { error, offset, length });
  };
  try {
    visit(text, { onError }, STRICT);
  } catch (error) {
    // Nesting that overflows the stack behind the first error does not matter.
    const isEnough = error instanceof FirstErrorFound || (error instanceof RangeError && errors.size > 0);
    if (!isEnough) throw error;
  }
  return [...errors.values()];
}

/** Finds the first character that cannot be where it is. */
function findBadCharacter(text: string): { offset: number; code: string } | undefined {
  return errorsOfFirstToken(text)
    .map((found) => ({ offset: badOffset(text, found), code: printParseErrorCode(found.error) }))
    .sort((a, b) => a.offset - b.offset)[0];
}

function describe(text: string, offset: number, code: string): string {
  const beginning = text.slice(0, offset);
  const position = positionAfter(beginning);
  const reading = tokenKind(code, position);
  const lines = beginning.split(/\r\n|\n|\r/);
  const character = printable(String.fromCodePoint(text.codePointAt(offset) ?? 0));
  const what =
    offset >= text.length
      ? `Unexpected end encountered while parsing ${reading}.`
      : `Unexpected character encountered while parsing ${reading}: ${character}.`;
  return `${what} Path '${pathText(position.path)}', line ${lines.length}, position ${lines.at(-1)?.length ?? 0}.`;
}

/**
 * Describes the first mistake in a text that JSON.parse refused: what was wrong, the path of the value being read, the line
 * (from 1) and the position (characters before the bad one in its line). Takes time in proportion to the text's length.
 */
export function describeMalformedJson(text: string): string {
  try {
    const bad = findBadCharacter(text);
    return bad ? describe(text, bad.offset, bad.code) : "The text is not JSON.";
  } catch (error) {
    // The parser makes a call per level of nesting.
    if (error instanceof RangeError) return "The text is nested too deeply.";
    throw error;
  }
}
