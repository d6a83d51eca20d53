import { addAbortSignal, type Readable } from "node:stream";
import { type LineFault, parseCell } from "./cells.ts";
import { looksLikeHeading, normalizeName } from "./columnNames.ts";
import { decodeText } from "./decodeText.ts";
import { decideLayout, type LayoutChoice, type LayoutDecision, type ListLayout } from "./layout.ts";
import { type Line, linesOf } from "./lines.ts";
import { type CsvRecord, parseRecords } from "./records.ts";
import { UnreadableList } from "./unreadableList.ts";

/** The value of the chosen column in a line, or the reason why the line was refused. */
export type ListEntry =
  | { readonly line: number; readonly value: string }
  | { readonly line: number; readonly text: string; readonly fault: LineFault };

/** A list with a known layout. */
export interface OpenedList extends LayoutDecision {
  /** The entries, streamed; can be iterated only once. */
  entries(): AsyncGenerator<ListEntry>;
}

/** Number of first lines that determine the layout, limited to a number of characters. */
const SAMPLE_LINES = 200;
const SAMPLE_CHARACTERS = 256 * 1024;
/** Number of lines that are parsed together. */
const BLOCK_LINES = 200;
/** Number of characters of a refused line that are shown to the user. */
const SHOWN_TEXT = 200;

/** Returns the refused cell, or the whole line if its columns are unclear. */
function shownText({ lines, cells }: CsvRecord, { column, width }: ListLayout): string {
  const cell = cells.length === width ? cells[column] : undefined;
  return (cell ?? lines[0]?.text ?? "").slice(0, SHOWN_TEXT);
}

/** Returns whether a single line of a multi-line record would name another lead than the record. */
function namesAnother({ text }: Line, layout: ListLayout, value: string): boolean {
  const cells = layout.delimiter === null ? [text] : text.split(layout.delimiter);
  if (cells.length !== layout.width) return false;
  const own = parseCell((cells[layout.column] ?? "").replaceAll('"', ""), layout.match);
  return "value" in own && own.value !== value;
}

/**
 * Returns whether a record repeats the heading.
 *
 * @throws UnreadableList if it is another heading, because the columns may have another meaning below it
 */
function refuseHeading({ lines, cells }: CsvRecord, { names, headingLine }: ListLayout): boolean {
  const [line] = lines;
  if (!line || !looksLikeHeading(line.text)) return false;
  const isSame =
    cells.length === names.length &&
    names.every((name, index) => normalizeName(cells[index] ?? "") === normalizeName(name));
  if (isSame) return true;
  throw new UnreadableList(
    headingLine === undefined
      ? `line ${line.number} of the list looks like a heading: remove the lines above it`
      : `line ${line.number} of the list looks like another heading: cut the list in two there`,
  );
}

/** Returns a record's entries. Refuses each line of a multi-line record that could be several records. */
function entriesOf(record: CsvRecord, layout: ListLayout): readonly ListEntry[] {
  const { lines, cells, fault } = record;
  const line = lines[0]?.number ?? 0;
  const refuse = (why: LineFault): readonly ListEntry[] =>
    lines.map((each) => ({
      line: each.number,
      text: lines.length === 1 ? shownText(record, layout) : each.text.slice(0, SHOWN_TEXT),
      fault: why,
    }));
  if (fault !== undefined) return refuse(fault);
  if (cells.length !== layout.width) return refuse(refuseHeading(record, layout) ? "heading" : "width");
  const cell = parseCell(cells[layout.column] ?? "", layout.match);
  if ("fault" in cell) return refuse(refuseHeading(record, layout) ? "heading" : cell.fault);
  const isDoubtful = lines.length > 1 && lines.some((each) => namesAnother(each, layout, cell.value));
  return isDoubtful ? refuse("quotes") : [{ line, value: cell.value }];
}

/** Reads lines in blocks. The unused lines of a block start the next block. */
async function* recordsOf(
  start: readonly Line[],
  more: AsyncIterator<readonly Line[]>,
  layout: ListLayout,
): AsyncGenerator<CsvRecord> {
  let waiting = start.filter(({ number }) => number >= layout.firstLine);
  for (let isEnd = false; ; ) {
    let at = 0;
    for (let taken = 1; taken > 0 && at < waiting.length; at += taken) {
      const block = waiting.slice(at, at + BLOCK_LINES);
      const parsed = parseRecords(block, layout.delimiter, isEnd && at + block.length === waiting.length);
      yield* parsed.records;
      taken = parsed.taken;
    }
    if (isEnd) return;
    const next = await more.next();
    isEnd = next.done === true;
    waiting = waiting.slice(at).concat(next.done === true ? [] : next.value);
  }
}

function isBlank({ lines, cells }: CsvRecord): boolean {
  return lines.length === 1 && cells.length <= 1 && lines[0]?.text.trim() === "";
}

/** Returns the lines that determine the layout. */
async function takeSample(lines: AsyncIterator<readonly Line[]>): Promise<readonly Line[]> {
  const sample: Line[] = [];
  for (let size = 0; sample.length < SAMPLE_LINES && size < SAMPLE_CHARACTERS; ) {
    const { value, done } = await lines.next();
    if (done === true) break;
    for (const line of value) {
      sample.push(line);
      size += line.text.length;
    }
  }
  return sample;
}

function explain(error: unknown): never {
  if (error instanceof UnreadableList) throw error;
  const message = error instanceof Error ? error.message : String(error);
  throw new UnreadableList(`the list cannot be read: ${message}`, { cause: error });
}

/**
 * Opens a list of leads of any size: CSV with any of the usual separators, or one id per line. Streams the file and never
 * holds all of it in memory.
 *
 * @param stop ends the reading immediately, even while the input is idle
 * @throws UnreadableList if the input is not text, has lines above its heading, or cannot be read
 */
export async function openLeadList(
  input: Readable,
  choice: LayoutChoice,
  stop: AbortSignal,
): Promise<OpenedList> {
  const lines = linesOf(decodeText(addAbortSignal(stop, input)));
  const sample = await takeSample(lines).catch((error: unknown) => (stop.aborted ? [] : explain(error)));
  const decision = decideLayout(sample, choice);
  return {
    ...decision,
    async *entries() {
      try {
        for await (const record of recordsOf(sample, lines, decision.layout))
          if (!isBlank(record)) yield* entriesOf(record, decision.layout);
      } catch (error) {
        if (!stop.aborted) explain(error);
      } finally {
        await lines.return?.(undefined);
        input.destroy();
      }
    },
  };
}
