import { createScanner } from "jsonc-parser";

/** A piece of a JSON text: a string, a number, a word or one of `{}[],:`. */
export interface JsonToken {
  /** The piece's first character, which tells what it is. */
  readonly sign: string;
  /** What the piece stands for: of a string its content, of all others the piece itself. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** A JSON text piece by piece, without blanks. Nothing is descended into, so no text is nested too deeply for it. */
export function* tokensOf(text: string): Generator<JsonToken> {
  const scanner = createScanner(text, true);
  while (scanner.getPosition() < text.length) {
    scanner.scan();
    const start = scanner.getTokenOffset();
    const end = start + scanner.getTokenLength();
    if (end > start) yield { sign: text.charAt(start), value: scanner.getTokenValue(), start, end };
  }
}
