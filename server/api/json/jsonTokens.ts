import { createScanner } from "jsonc-parser";

/** A token of a JSON text: a string, a number, a word or one of `{}[],:`. */
export interface JsonToken {
  /** The first character, which tells the kind of token. */
  readonly sign: string;
  /** A string's content, or the token's text. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** Yields the tokens of a JSON text without white space. Does not recurse, so any depth of nesting works. */
export function* tokensOf(text: string): Generator<JsonToken> {
  const scanner = createScanner(text, true);
  while (scanner.getPosition() < text.length) {
    scanner.scan();
    const start = scanner.getTokenOffset();
    const end = start + scanner.getTokenLength();
    if (end > start) yield { sign: text.charAt(start), value: scanner.getTokenValue(), start, end };
  }
}
