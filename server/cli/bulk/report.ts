import { createWriteStream, existsSync, statSync } from "node:fs";
import type { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import { csvLine } from "../../lib/csvCell.ts";
import { UsageError } from "../usageError.ts";
import { STANDARD } from "./bulkOptions.ts";
import type { ListedResult } from "./listMover.ts";

const HEADING = "lead_id,outcome,detail\n";

/** Resolves when the text has left the process: a full disk is told of before the next batch. */
async function write(stream: Writable, text: string): Promise<void> {
  await new Promise<void>((done, failed) => stream.write(text, (error) => (error ? failed(error) : done())));
}

/** @throws UsageError in place of what the system says, naming the file */
async function writing<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new UsageError(`--report ${file} cannot be written: ${message}`);
  }
}

async function openFile(file: string): Promise<Writable> {
  const stream = createWriteStream(file, { flags: "a" });
  await new Promise<void>((done, failed) => stream.once("open", () => done()).once("error", failed));
  return stream;
}

async function openStream(file: string): Promise<Writable> {
  const stream = file === STANDARD ? process.stdout : await openFile(file);
  // From now on errors come out of the write that met them.
  return stream.on("error", () => undefined);
}

/**
 * Writes a CSV line a lead, to a file or to standard output. A report that is there already goes on: a stopped run is started again with the same words.
 *
 * @throws UsageError where it cannot be written, now or later
 */
export async function openReport(file: string) {
  const goesOn = file !== STANDARD && existsSync(file) && statSync(file).size > 0;
  const stream = await writing(file, () => openStream(file));
  if (!goesOn) await writing(file, () => write(stream, HEADING));
  return {
    /** Whether it holds an earlier run's lines. */
    goesOn,

    async add(results: readonly ListedResult[]): Promise<void> {
      const lines = results.map(({ lead, outcome, detail }) => csvLine([lead, outcome, detail], "\n"));
      await writing(file, () => write(stream, lines.join("")));
    },

    async close(): Promise<void> {
      // Standard output is not ours to end.
      if (file !== STANDARD) await writing(file, () => finished(stream.end()));
    },
  };
}

export type Report = Awaited<ReturnType<typeof openReport>>;
