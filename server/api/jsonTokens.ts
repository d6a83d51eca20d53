import { readScalar, skipBlanks } from "./jsonScalars.ts";

/** A piece of a JSON text: a string, a number, a word or one of `{}[],:`. */
export interface JsonToken {
  /** The piece's first character, which tells what it is. */
  readonly sign: string;
  readonly start: number;
  readonly end: number;
}

/** Cuts a JSON text into pieces, without blanks. Nothing is descended into, so no text is nested too deeply for it. */
export function* tokensOf(text: string): Generator<JsonToken> {
  for (let start = skipBlanks(text, 0); start < text.length; ) {
    const sign = text.charAt(start);
    const end = "{}[],:".includes(sign) ? start + 1 : readScalar(text, start).end;
    yield { sign, start, end };
    start = skipBlanks(text, end);
  }
}
