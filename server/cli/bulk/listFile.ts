import { createReadStream } from "node:fs";
import type { Readable } from "node:stream";
import {
  countLines,
  type LayoutChoice,
  type ListLayout,
  type OpenedList,
  openLeadList,
  UnreadableList,
} from "../../runs/list/index.ts";
import { UncertainListError, UsageError } from "../usageError.ts";
import { delimiterName } from "./bulkOptions.ts";

/** An open list of leads. */
export interface OpenList {
  readonly input: Readable;
  /** Reads the file once to count its lines. Returns undefined for standard input. */
  countLines(): Promise<number | undefined>;
}

function describeError(file: string, { code, message }: NodeJS.ErrnoException): string {
  return code === "ENOENT"
    ? `--ids: file ${file} does not exist`
    : `--ids ${file} cannot be read: ${message}`;
}

/**
 * Opens a file, or standard input for `-`.
 *
 * @throws UsageError when it cannot be read
 */
export async function openList(file: string): Promise<OpenList> {
  if (file === "-") return { input: process.stdin, countLines: async () => undefined };
  const input = createReadStream(file);
  await new Promise<void>((done, failed) => {
    input.once("open", () => done());
    input.once("error", (error: NodeJS.ErrnoException) => failed(new UsageError(describeError(file, error))));
  });
  return { input, countLines: () => countLines(createReadStream(file)) };
}

function asUsageError(error: unknown): unknown {
  return error instanceof UnreadableList ? new UsageError(error.message) : error;
}

/** Describes the columns of a list. */
function columnsOf({ names, width, delimiter }: ListLayout): string {
  const separated = delimiter === null ? "" : ` (separated by ${delimiterName(delimiter)})`;
  if (names.length === 0) return `The first line has ${width} column${width === 1 ? "" : "s"}${separated}.`;
  return `Columns${separated}: ${names.map((name, index) => `${index + 1} ${JSON.stringify(name)}`).join(", ")}.`;
}

/** Yields the entries, and turns errors about the list into usage errors. */
async function* withUsageErrors<T>(entries: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* entries;
  } catch (error) {
    throw asUsageError(error);
  }
}

/**
 * Determines the layout of a list, before anything is moved.
 *
 * @throws UsageError when it is not text or cannot be read
 * @throws UncertainListError when its layout is ambiguous
 */
export async function readLayout(
  input: Readable,
  choice: LayoutChoice,
  stop: AbortSignal,
): Promise<OpenedList> {
  const list = await openLeadList(input, choice, stop).catch((error: unknown) => {
    throw asUsageError(error);
  });
  if (list.doubt !== undefined)
    throw new UncertainListError(
      `${list.doubt} ${columnsOf(list.layout)} Nothing was moved. Set the column with --column (its name or number) and the separator with --delimiter.`,
    );
  return { ...list, entries: () => withUsageErrors(list.entries()) };
}

/** Describes how a list is read. Returns undefined for a single column without a name. */
export function layoutRemark({ names, column, match, delimiter, width }: ListLayout): string | undefined {
  if (width === 1 && names.length === 0) return undefined;
  const name = names[column] === undefined ? "" : ` ${JSON.stringify(names[column])}`;
  const separated = delimiter === null ? "" : `, separated by ${delimiterName(delimiter)}`;
  return `reading ${match} from column ${column + 1} of ${width}${name}${separated}`;
}
