import type { Readable } from "node:stream";
import { decodeText } from "./decodeText.ts";
import { linesOf } from "./lines.ts";

/**
 * Counts the lines of a list, numbered as in its entries.
 *
 * @throws UnreadableList if the input is not text
 */
export async function countLines(input: Readable): Promise<number> {
  let last = 0;
  for await (const lines of linesOf(decodeText(input))) last = lines.at(-1)?.number ?? last;
  return last;
}
