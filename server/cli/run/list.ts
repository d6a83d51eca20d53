import { createReadStream, statSync } from "node:fs";
import type { Readable } from "node:stream";
import { readLeadIds, UnreadableList } from "../../runs/leadIds.ts";
import { UsageError } from "../usageError.ts";

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

/**
 * The leads that a list names.
 *
 * @throws UsageError where it is not CSV or cannot be read
 */
export async function* leadsIn(...list: Parameters<typeof readLeadIds>): ReturnType<typeof readLeadIds> {
  try {
    yield* readLeadIds(...list);
  } catch (error) {
    throw error instanceof UnreadableList ? new UsageError(error.message) : error;
  }
}
