import { performance } from "node:perf_hooks";
import { Presets, SingleBar } from "cli-progress";
import { counted } from "../output.ts";

/** Shows the progress of a bulk move. */
export interface Progress {
  /** @param line the last line of the list that was handled, from 1 */
  update(leads: number, done: number, line: number): void;
  /** Shows why there is no progress. The next update replaces it. */
  note(text: string): void;
  /** Prints a remark that stays visible. */
  remark(text: string): void;
  /** Fills the bar: the last lines of a list may be blank. */
  complete(): void;
  end(): void;
}

const LINE_EVERY_MS = 5_000;

/** A bar on a terminal, filled by the lines that were handled. */
function barProgress(totalLines: number): Progress {
  const bar = new SingleBar(
    {
      format: "{bar} {percentage}% | {leads} leads, {done} live | {note}",
      hideCursor: true,
      clearOnComplete: false,
    },
    Presets.shades_classic,
  );
  const remarks: string[] = [];
  bar.start(totalLines, 0, { leads: 0, done: 0, note: "" });
  return {
    update: (leads, done, line) => bar.update(line, { leads, done, note: "" }),
    note: (text) => bar.update({ note: text }),
    remark: (text) => remarks.push(`${text}\n`),
    complete: () => bar.update(totalLines),
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
    complete: () => undefined,
    end: () => undefined,
  };
}

/** @param countLines counts the lines of the list; undefined for standard input. Called only if a terminal shows them */
export async function startProgress(countLines: () => Promise<number | undefined>): Promise<Progress> {
  const totalLines = process.stderr.isTTY === true ? await countLines() : undefined;
  return totalLines === undefined ? lineProgress() : barProgress(totalLines);
}
