/**
 * Finds the longest prefix of a text that can still become valid JSON, by the grammar of RFC 8259. Shares no code with the
 * parsers under test.
 */

type Expected = "value" | "firstItem" | "firstName" | "name" | "colon" | "next" | "end";

const LITERALS = ["true", "false", "null"];

/** The end of a token, and whether the token is complete there. If not, the text is invalid from `end` on. */
interface Token {
  readonly end: number;
  readonly isComplete: boolean;
}

function skip(text: string, from: number, of: RegExp): number {
  let at = from;
  while (at < text.length && of.test(text.charAt(at))) at += 1;
  return at;
}

function readString(text: string, from: number): Token {
  let at = from + 1;
  while (at < text.length) {
    const character = text.charAt(at);
    if (character === '"') return { end: at + 1, isComplete: true };
    if (character < " ") break;
    at += 1;
    if (character !== "\\" || at >= text.length) continue;
    if (!'"\\/bfnrtu'.includes(text.charAt(at))) break;
    const isUnicode = text.charAt(at) === "u";
    at += 1;
    const hexEnd = isUnicode ? Math.min(skip(text, at, /[0-9a-fA-F]/), at + 4) : at;
    if (isUnicode && hexEnd < at + 4) return { end: hexEnd, isComplete: false };
    at = hexEnd;
  }
  return { end: at, isComplete: false };
}

function readNumber(text: string, from: number): Token {
  let at = text.charAt(from) === "-" ? from + 1 : from;
  const digits = text.charAt(at) === "0" ? at + 1 : skip(text, at, /[0-9]/);
  if (digits === at) return { end: at, isComplete: false };
  at = digits;
  if (text.charAt(at) === ".") {
    const fraction = skip(text, at + 1, /[0-9]/);
    if (fraction === at + 1) return { end: fraction, isComplete: false };
    at = fraction;
  }
  if (/[eE]/.test(text.charAt(at))) {
    const sign = /[+-]/.test(text.charAt(at + 1)) ? at + 2 : at + 1;
    const exponent = skip(text, sign, /[0-9]/);
    if (exponent === sign) return { end: exponent, isComplete: false };
    at = exponent;
  }
  return { end: at, isComplete: true };
}

function readLiteral(text: string, from: number): Token {
  const word = LITERALS.find((literal) => literal[0] === text.charAt(from)) ?? "";
  let length = 0;
  while (length < word.length && text.charAt(from + length) === word[length]) length += 1;
  return { end: from + length, isComplete: length > 0 && length === word.length };
}

function readScalar(text: string, from: number): Token {
  const first = text.charAt(from);
  if (first === '"') return readString(text, from);
  return /[-0-9]/.test(first) ? readNumber(text, from) : readLiteral(text, from);
}

/** Returns the length of the longest prefix that some valid JSON text starts with. */
export function validJsonPrefixLength(text: string): number {
  const open: string[] = [];
  let expected: Expected = "value";
  const afterValue = (): Expected => (open.length > 0 ? "next" : "end");
  for (let at = skip(text, 0, /[ \t\r\n]/); at < text.length; at = skip(text, at, /[ \t\r\n]/)) {
    const character = text.charAt(at);
    const isName: boolean = expected === "name" || expected === "firstName";
    const closes: boolean =
      expected === "next" || expected === (open.at(-1) === "[" ? "firstItem" : "firstName");
    if (closes && character === (open.at(-1) === "[" ? "]" : "}")) {
      open.pop();
      expected = afterValue();
    } else if (expected === "next" && character === ",") {
      expected = open.at(-1) === "[" ? "value" : "name";
    } else if (expected === "colon" && character === ":") {
      expected = "value";
    } else if ((expected === "value" || expected === "firstItem") && "[{".includes(character)) {
      open.push(character);
      expected = character === "[" ? "firstItem" : "firstName";
    } else if (expected === "value" || expected === "firstItem" || (isName && character === '"')) {
      const token = readScalar(text, at);
      if (!token.isComplete) return token.end;
      at = token.end;
      expected = isName ? "colon" : afterValue();
      continue;
    } else {
      return at;
    }
    at += 1;
  }
  return text.length;
}
