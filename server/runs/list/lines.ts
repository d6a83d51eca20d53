/** A line of a text file, numbered as in an editor. */
export interface Line {
  /** From 1. */
  readonly number: number;
  /** Without its line break; truncated if too long. */
  readonly text: string;
  readonly isTooLong: boolean;
}

/** In characters. Longer lines are truncated in memory, and reported. */
const MAX_LINE = 1024 * 1024;

/**
 * Splits a text into lines. CR, LF and CRLF may be mixed.
 *
 * @returns the lines in groups, one group per piece of text
 */
export async function* linesOf(texts: AsyncIterable<string>): AsyncGenerator<readonly Line[]> {
  let number = 1;
  let open = "";
  let isTooLong = false;
  let endedWithCr = false;

  function extend(text: string): void {
    isTooLong ||= open.length + text.length > MAX_LINE;
    if (open.length < MAX_LINE) open += text.slice(0, MAX_LINE - open.length);
  }

  function close(): Line {
    const line = { number, text: open, isTooLong };
    number += 1;
    open = "";
    isTooLong = false;
    return line;
  }

  for await (const piece of texts) {
    if (piece === "") continue;
    // A CRLF may be split between two pieces.
    const text = endedWithCr && piece.startsWith("\n") ? piece.slice(1) : piece;
    endedWithCr = piece.endsWith("\r");
    const parts = text.split(/\r\n|\r|\n/);
    const last = parts.pop() ?? "";
    const lines = parts.map((part) => {
      extend(part);
      return close();
    });
    extend(last);
    if (lines.length > 0) yield lines;
  }
  if (open !== "") yield [close()];
}
