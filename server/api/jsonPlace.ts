import { type ParseError, parse, printParseErrorCode } from "jsonc-parser";
import { tokensOf } from "./jsonTokens.ts";

/** Where a JSON text goes wrong, in the contract's form. */

const STRICT = { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false } as const;

const STRING_ERRORS = [
  "InvalidCharacter",
  "InvalidEscapeCharacter",
  "InvalidUnicode",
  "UnexpectedEndOfString",
];

/** Where reading stands after a text that is the beginning of a JSON text. */
interface Place {
  /** The path of the value being read; inside a property name, that of the object around it. */
  readonly path: readonly (string | number)[];
  readonly isAtName: boolean;
  /** Whether the text ends with a number, to which more digits might belong. */
  readonly isInNumber: boolean;
  /** Whether a value may begin here. */
  readonly wantsValue: boolean;
}

function placeAfter(beginning: string): Place {
  // A segment for every open array (the index) and object (the name of the member, once it is read).
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

/** A control character as JSON escapes it: the answer stays on one line. */
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

/** How much of a string is right: what breaks it is a control character, an escape that there is not, or its end. */
function goodInString(token: string): number {
  const control = token.search(/[^ -\uffff]/);
  const badEscape = /(?<!\\)(?:\\\\)*\\(?:u[\da-fA-F]{0,3}(?=[^\da-fA-F])|(?=[^"\\/bfnrtu]))/.exec(token);
  const escaped = badEscape ? badEscape.index + badEscape[0].length : token.length;
  return control < 0 ? escaped : Math.min(control, escaped);
}

/** How much of a word is the beginning of a value after all: all of `tru` and of `-`, nothing of `True`. */
function goodInWord(word: string): number {
  const lengths = ["true", "false", "null", "-"].map((value) => {
    const differs = [...value].findIndex((character, index) => character !== word[index]);
    return differs < 0 ? value.length : differs;
  });
  return Math.max(...lengths);
}

/** The parser reports a piece where it begins; the first character that cannot stand there may be further on. */
function badOffset(text: string, { error, offset, length }: ParseError): number {
  const token = text.slice(offset, offset + length);
  const code = printParseErrorCode(error);
  if (STRING_ERRORS.includes(code)) return offset + goodInString(token);
  if (code === "UnexpectedEndOfNumber") return offset + length;
  if (code === "InvalidSymbol" && placeAfter(text.slice(0, offset)).wantsValue)
    return offset + goodInWord(token);
  return offset;
}

function whatWasRead(code: string, place: Place): string {
  if (place.isAtName) return "property name";
  if (STRING_ERRORS.includes(code)) return "string";
  return place.isInNumber ? "number" : "value";
}

/** The one furthest to the front of those found in the first wrong piece: a bad string may be misplaced as well. */
function firstOf(text: string, errors: readonly ParseError[]): { offset: number; code: string } | undefined {
  return errors
    .filter(({ offset }) => offset === errors[0]?.offset)
    .map((found) => ({ offset: badOffset(text, found), code: printParseErrorCode(found.error) }))
    .sort((a, b) => a.offset - b.offset)[0];
}

function describe(text: string, offset: number, code: string): string {
  const beginning = text.slice(0, offset);
  const place = placeAfter(beginning);
  const reading = whatWasRead(code, place);
  const lines = beginning.split(/\r\n|\n|\r/);
  const character = printable(String.fromCodePoint(text.codePointAt(offset) ?? 0));
  const what =
    offset >= text.length
      ? `Unexpected end encountered while parsing ${reading}.`
      : `Unexpected character encountered while parsing ${reading}: ${character}.`;
  return `${what} Path '${pathText(place.path)}', line ${lines.length}, position ${lines.at(-1)?.length ?? 0}.`;
}

/**
 * Says where a text that is not JSON goes wrong: what was wrong, the path of the value being read, the line (from 1)
 * and the position (characters before the bad one in its line). Only for texts that JSON.parse refused.
 */
export function describeMalformedJson(text: string): string {
  const errors: ParseError[] = [];
  try {
    parse(text, errors, STRICT);
  } catch (error) {
    // The parser descends a call a level.
    if (error instanceof RangeError) return "The text is nested too deeply.";
    throw error;
  }
  const first = firstOf(text, errors);
  return first ? describe(text, first.offset, first.code) : "The text is not JSON.";
}
