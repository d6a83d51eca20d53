import { Readable } from "node:stream";
import {
  faultText,
  type LayoutChoice,
  type ListEntry,
  type ListLayout,
  openLeadList,
} from "../../server/runs/list/index.ts";

/** What a list was read as. */
export interface ReadList {
  readonly layout: ListLayout;
  readonly doubt: string | undefined;
  readonly values: readonly string[];
  /** Refused lines as `line: reason`. */
  readonly refused: readonly string[];
}

/** Hands a text over in pieces, as files and uploads come. */
function piecesOf(content: Buffer, size: number): Readable {
  const pieces: Buffer[] = [];
  for (let at = 0; at < content.length; at += size) pieces.push(content.subarray(at, at + size));
  return Readable.from(pieces);
}

/** Reads a whole list. */
export async function readList(
  content: string | Buffer,
  choice: LayoutChoice = {},
  pieceSize = 64 * 1024,
): Promise<ReadList> {
  const input = piecesOf(Buffer.from(content), pieceSize);
  const { layout, doubt, entries } = await openLeadList(input, choice, new AbortController().signal);
  const all: ListEntry[] = [];
  for await (const entry of entries()) all.push(entry);
  return {
    layout,
    doubt,
    values: all.flatMap((entry) => ("value" in entry ? [entry.value] : [])),
    refused: all.flatMap((entry) =>
      "fault" in entry ? [`${entry.line}: ${faultText(entry.fault, layout)}`] : [],
    ),
  };
}
