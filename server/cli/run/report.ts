import { createWriteStream, existsSync, fstatSync, statSync, type WriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import { UsageError } from "../session.ts";
import type { BulkResult } from "./bulk.ts";

const HEADING = "lead_id,outcome,detail\n";

function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Resolves when the text has left the process: a full disk is told of before the next batch. */
async function write(stream: WriteStream, text: string): Promise<void> {
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

async function openStream(file: string): Promise<WriteStream> {
  const stream = createWriteStream(file, { flags: "a" });
  await new Promise<void>((done, failed) => stream.once("open", () => done()).once("error", failed));
  // From now on errors come out of the write that met them.
  stream.on("error", () => undefined);
  return stream;
}

/**
 * A list that its own report goes on in would be read on without end, and be a list no more.
 *
 * @param list the file with the ids; `-` is standard input
 * @throws UsageError where both are one file, by whatever names
 */
export function refuseSameFile(report: string | undefined, list: string): void {
  if (report === undefined) return;
  const there = statSync(report, { throwIfNoEntry: false });
  const read = list === "-" ? fstatSync(process.stdin.fd) : statSync(list, { throwIfNoEntry: false });
  if (there?.isFile() && there.ino === read?.ino && there.dev === read.dev) {
    throw new UsageError(`--report and --ids name the same file: ${report}`);
  }
}

/**
 * Writes a CSV line a lead. A report that is there already goes on: a stopped run is started again with the same words.
 *
 * @throws UsageError where it cannot be written, now or later
 */
export async function openReport(file: string) {
  const goesOn = existsSync(file) && statSync(file).size > 0;
  const stream = await writing(file, () => openStream(file));
  if (!goesOn) await writing(file, () => write(stream, HEADING));
  return {
    async add(results: readonly BulkResult[]): Promise<void> {
      const lines = results.map(
        ({ lead, outcome, detail }) => `${csvCell(lead)},${outcome},${csvCell(detail)}\n`,
      );
      await writing(file, () => write(stream, lines.join("")));
    },

    async close(): Promise<void> {
      await writing(file, () => finished(stream.end()));
    },
  };
}

export type Report = Awaited<ReturnType<typeof openReport>>;
