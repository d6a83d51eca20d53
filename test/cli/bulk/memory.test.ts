import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { bulkCountsIn, useBulkCommand } from "../../support/bulkCommand.ts";

const LINES = 1_000_000;
/** A process that kept a million outcomes would grow by at least 100 MB. */
const GROWTH_LIMIT_KB = 40 * 1024;

/** Returns a process's memory in kB, or undefined once it has ended. */
function memoryOf(pid: number): number | undefined {
  try {
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
  } catch {
    return undefined;
  }
}

function largest(samples: readonly number[]): number {
  return samples.reduce((most, each) => Math.max(most, each), 0);
}

describe("A run over a million leads", function () {
  this.timeout(300_000);
  const setup = useBulkCommand();

  it("needs no more memory at the end than at the start", async function () {
    if (process.platform !== "linux") this.skip();
    const list = Array.from({ length: LINES }, (_, n) => String(1_000_000 + n)).join("\n");
    const running = setup().start(list, "--json");
    const samples: number[] = [];
    let isOver = false;
    const ended = running.ended.finally(() => {
      isOver = true;
    });
    while (!isOver) {
      const memory = memoryOf(running.process.pid ?? 0);
      if (memory) samples.push(memory);
      await sleep(50);
    }
    expect(bulkCountsIn(await ended).outcomes).to.deep.equal({ not_found: LINES });
    const half = Math.floor(samples.length / 2);
    const [early, late] = [largest(samples.slice(0, half)), largest(samples.slice(half))];
    expect(late - early).to.be.lessThan(GROWTH_LIMIT_KB);
  });
});
