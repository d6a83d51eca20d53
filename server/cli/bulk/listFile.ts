import { createReadStream, statSync } from "node:fs";
import type { Readable } from "node:stream";
import {
  type LayoutChoice,
  type ListLayout,
  type OpenedList,
  openLeadList,
  UnreadableList,
} from "../../runs/list/index.ts";
import { UncertainListError, UsageError } from "../usageError.ts";
import { delimiterName } from "./bulkOptions.ts";

/** A list of leads that can be read. */
export interface OpenList {
  readonly input: Readable;
  /** Its size; undefined where it is not known. */
  readonly bytes: number | undefined;
  /** How much of it was read so far. */
  bytesRead(): number;
}

function whyNot(file: string, { code, message }: NodeJS.ErrnoException): string {
  return code === "ENOENT" ? `there is no file ${file}` : `--ids ${file} cannot be read: ${message}`;
}

/**
 * Opens a file, or standard input for `-`.
 *
 * @throws UsageError where it cannot be read
 */
export async function openList(file: string): Promise<OpenList> {
  if (file === "-") return { input: process.stdin, bytes: undefined, bytesRead: () => 0 };
  const input = createReadStream(file);
  await new Promise<void>((done, failed) => {
    input.once("open", () => done());
    input.once("error", (error: NodeJS.ErrnoException) => failed(new UsageError(whyNot(file, error))));
  });
  return { input, bytes: statSync(file).size, bytesRead: () => input.bytesRead };
}

function asUsageError(error: unknown): unknown {
  return error instanceof UnreadableList ? new UsageError(error.message) : error;
}

/** The columns of a list, as a person names them. */
function columnsOf({ names, width, delimiter }: ListLayout): string {
  const separated = delimiter === null ? "" : ` (separated by ${delimiterName(delimiter)})`;
  if (names.length === 0) return `The first line has ${width} column${width === 1 ? "" : "s"}${separated}.`;
  return `Columns${separated}: ${names.map((name, at) => `${at + 1} ${JSON.stringify(name)}`).join(", ")}.`;
}

/** Passes entries on, with an error that the command line prints. */
async function* withUsageErrors<T>(entries: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* entries;
  } catch (error) {
    throw asUsageError(error);
  }
}

/**
 * Decides how a list is read, before anything is moved.
 *
 * @throws UsageError where it is not a text or cannot be read
 * @throws UncertainListError where it could be read in several ways
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
      `${list.doubt} ${columnsOf(list.layout)} Nothing was moved. Name the column with --column (its name or number) and the separator with --delimiter.`,
    );
  return { ...list, entries: () => withUsageErrors(list.entries()) };
}

/** How a list is read, for the person who started the run; undefined where it is one column without a name. */
export function layoutRemark({ names, column, match, delimiter, width }: ListLayout): string | undefined {
  if (width === 1 && names.length === 0) return undefined;
  const name = names[column] === undefined ? "" : ` ${JSON.stringify(names[column])}`;
  const separated = delimiter === null ? "" : `, separated by ${delimiterName(delimiter)}`;
  return `reading ${match} from column ${column + 1} of ${width}${name}${separated}`;
}
