import { createWriteStream, existsSync, statSync } from "node:fs";
import type { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import { csvLine } from "../../lib/csvCell.ts";
import { UsageError } from "../usageError.ts";
import { STANDARD } from "./bulkOptions.ts";
import type { ListedResult } from "./listMover.ts";

const HEADING = "lead_id,outcome,detail\n";

/** Resolves when the text was written, so that a full disk stops the move before the next batch. */
async function write(stream: Writable, text: string): Promise<void> {
  await new Promise<void>((done, failed) => stream.write(text, (error) => (error ? failed(error) : done())));
}

/** Describes a system error of the file. */
function describeError(file: string, error: unknown): string {
  return `--report ${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`;
}

/** Turns system errors of an open file into errors that name it. */
async function namingFile<T>(file: string, work: () => Promise<T>): Promise<T> {
  return work().catch((error: unknown) => {
    throw new Error(describeError(file, error));
  });
}

async function openFile(file: string): Promise<Writable> {
  const stream = createWriteStream(file, { flags: "a" });
  await new Promise<void>((done, failed) => stream.once("open", () => done()).once("error", failed));
  return stream;
}

async function openStream(file: string): Promise<Writable> {
  const stream = file === STANDARD ? process.stdout : await openFile(file);
  // Errors reach the caller through the callback of `write`.
  return stream.on("error", () => undefined);
}

/**
 * Opens a CSV report with one line per lead. Appends to an existing report, because a stopped command is continued by
 * running it again.
 *
 * @throws UsageError when it cannot be opened
 */
export async function openReport(file: string) {
  const isContinued = file !== STANDARD && existsSync(file) && statSync(file).size > 0;
  const stream = await openStream(file).catch((error: unknown) => {
    throw new UsageError(describeError(file, error));
  });
  if (!isContinued) await namingFile(file, () => write(stream, HEADING));
  return {
    /** Whether the report has lines of an earlier command. */
    isContinued,

    async add(results: readonly ListedResult[]): Promise<void> {
      const lines = results.map(({ lead, outcome, detail }) => csvLine([lead, outcome, detail], "\n"));
      await namingFile(file, () => write(stream, lines.join("")));
    },

    async close(): Promise<void> {
      // Standard output stays open for other messages.
      if (file !== STANDARD) await namingFile(file, () => finished(stream.end()));
    },
  };
}

export type Report = Awaited<ReturnType<typeof openReport>>;
