import { performance } from "node:perf_hooks";
import { Presets, SingleBar } from "cli-progress";
import { counted } from "../output.ts";

/** Told of every step of a run. */
export interface Progress {
  /** @param read bytes of the list read so far */
  update(leads: number, done: number, read: number): void;
  /** Something to know that stands still for a while. */
  tell(text: string): void;
  /** Something to know that must not be lost when the next figures come. */
  remark(text: string): void;
  end(): void;
}

const LINE_EVERY_MS = 5_000;

/** A bar on a terminal, filled by how much of the file was read. */
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
    tell: (text) => bar.update({ note: text }),
    remark: (text) => remarks.push(`${text}\n`),
    end() {
      bar.stop();
      process.stderr.write(remarks.join(""));
    },
  };
}

/** Plain lines where nobody looks at a bar, or where the list has no known end. */
function lineProgress(): Progress {
  let last = performance.now();
  const say = (text: string) => process.stderr.write(`${text}\n`);
  return {
    update(leads, done) {
      if (performance.now() - last < LINE_EVERY_MS) return;
      last = performance.now();
      say(`${counted(leads, "lead")}, ${done} live`);
    },
    tell: say,
    remark: say,
    end: () => undefined,
  };
}

/** @param totalBytes size of the list; undefined where it is not known */
export function startProgress(totalBytes: number | undefined): Progress {
  const hasTerminal = process.stderr.isTTY === true;
  return hasTerminal && totalBytes !== undefined ? barProgress(totalBytes) : lineProgress();
}
