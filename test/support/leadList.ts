import { Readable } from "node:stream";
import {
  faultText,
  type LayoutChoice,
  type ListEntry,
  type ListLayout,
  openLeadList,
} from "../../server/runs/list/index.ts";

/** A parsed lead list. */
export interface ReadList {
  readonly layout: ListLayout;
  readonly doubt: string | undefined;
  readonly values: readonly string[];
  /** Invalid lines as `line: reason`. */
  readonly refused: readonly string[];
}

/** Returns a stream that delivers the content in chunks, as files and uploads do. */
function chunkStream(content: Buffer, size: number): Readable {
  const chunks: Buffer[] = [];
  for (let at = 0; at < content.length; at += size) chunks.push(content.subarray(at, at + size));
  return Readable.from(chunks);
}

/** Parses a whole list. */
export async function readList(
  content: string | Buffer,
  choice: LayoutChoice = {},
  chunkSize = 64 * 1024,
): Promise<ReadList> {
  const input = chunkStream(Buffer.from(content), chunkSize);
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
