/**
 * Reads the strings, numbers and words of a JSON text (RFC 8259), each as far as it is right. Every character is looked
 * at once, so the time grows with the length of the text and no faster.
 */

/** A piece of a JSON text that begins like a value. */
export interface Scalar {
  /** Offset of the first character that cannot belong to it. */
  readonly end: number;
  /** Whether the piece is complete there; otherwise the character at `end` breaks it. */
  readonly isWhole: boolean;
}

const BLANKS = /[ \t\r\n]*/y;
/** Everything but quotes, backslashes and control characters. */
const PLAIN = /[ !#-[\]-\uffff]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;
const ESCAPE_BEGINNING = /\\(?:u[\da-fA-F]{0,3})?/y;
/** Any text that more digits could make a number, such as `-`, `1.` and `1e+`. */
const NUMBER_BEGINNING = /-?(?:(?:0|[1-9]\d*)(?:\.(?:\d+(?:[eE](?:[+-]?\d*)?)?)?|[eE](?:[+-]?\d*)?)?)?/y;
const WORDS = ["true", "false", "null"];

/** Returns where the match at `from` ends, or `from` where there is none. */
function endOf(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.test(text) ? pattern.lastIndex : from;
}

export function skipBlanks(text: string, from: number): number {
  return endOf(BLANKS, text, from);
}

/** Reads the string whose opening quote is at `from`. */
function readString(text: string, from: number): Scalar {
  let end = endOf(PLAIN, text, from + 1);
  for (let escaped = endOf(ESCAPE, text, end); escaped > end; escaped = endOf(ESCAPE, text, end))
    end = endOf(PLAIN, text, escaped);
  if (text[end] === '"') return { end: end + 1, isWhole: true };
  return { end: endOf(ESCAPE_BEGINNING, text, end), isWhole: false };
}

function readNumber(text: string, from: number): Scalar {
  const end = endOf(NUMBER_BEGINNING, text, from);
  return { end, isWhole: /\d/.test(text.charAt(end - 1)) };
}

function readWord(text: string, from: number): Scalar {
  const word = WORDS.find((each) => each[0] === text[from]) ?? "";
  let length = 0;
  while (length < word.length && text[from + length] === word[length]) length += 1;
  return { end: from + length, isWhole: length > 0 && length === word.length };
}

/** Whether a number begins with this character. */
export function beginsNumber(character: string): boolean {
  return /[-\d]/.test(character);
}

/** Reads the string, number, `true`, `false` or `null` at `from`. */
export function readScalar(text: string, from: number): Scalar {
  const first = text.charAt(from);
  if (first === '"') return readString(text, from);
  return beginsNumber(first) ? readNumber(text, from) : readWord(text, from);
}
