import { performance } from "node:perf_hooks";
import { Presets, SingleBar } from "cli-progress";
import { counted } from "../output.ts";

/** Shows the progress of a bulk move. */
export interface Progress {
  /** @param read bytes of the list read so far */
  update(leads: number, done: number, read: number): void;
  /** Shows why there is no progress. The next update replaces it. */
  note(text: string): void;
  /** Prints a remark that stays visible. */
  remark(text: string): void;
  end(): void;
}

const LINE_EVERY_MS = 5_000;

/** A bar on a terminal, filled by the bytes read. */
function barProgress(totalBytes: number): Progress {
  const bar = new SingleBar(
    {
      format: "{bar} {percentage}% | {leads} leads, {done} live | {note}",
      hideCursor: true,
      clearOnComplete: false,
    },
    Presets.shades_classic,
  );
  const remarks: string[] = [];
  bar.start(totalBytes, 0, { leads: 0, done: 0, note: "" });
  return {
    update: (leads, done, read) => bar.update(read, { leads, done, note: "" }),
    note: (text) => bar.update({ note: text }),
    remark: (text) => remarks.push(`${text}\n`),
    end() {
      bar.stop();
      process.stderr.write(remarks.join(""));
    },
  };
}

/** Plain lines for output that is no terminal, and for lists of unknown size. */
function lineProgress(): Progress {
  let last = performance.now();
  const say = (text: string) => process.stderr.write(`${text}\n`);
  return {
    update(leads, done) {
      if (performance.now() - last < LINE_EVERY_MS) return;
      last = performance.now();
      say(`${counted(leads, "lead")}, ${done} live`);
    },
    note: say,
    remark: say,
    end: () => undefined,
  };
}

/** @param totalBytes size of the list, or undefined for standard input */
export function startProgress(totalBytes: number | undefined): Progress {
  const hasTerminal = process.stderr.isTTY === true;
  return hasTerminal && totalBytes !== undefined ? barProgress(totalBytes) : lineProgress();
}
