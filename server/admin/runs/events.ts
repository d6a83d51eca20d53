import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { events, type PageAnswer } from "../answer.ts";
import { refusePage } from "../pageFault.ts";
import type { RunScene } from "./parts.ts";
import { type Progress, readProgress } from "./progress.ts";

const LOOK_EVERY_MS = 1000;
/** Several people, or tabs, who look at one run are served by one look. */
const FRESH_MS = 900;
/** Proxies cut connections on which nothing is said. */
const BEAT_EVERY_MS = 15_000;
/** Rights may have been lost meanwhile: the browser asks again, and signs in again. */
const LIFE_MS = 5 * 60_000;
const MOST_STREAMS = 200;

interface Look {
  readonly at: number;
  readonly progress: Promise<Progress | undefined>;
}

/** Live progress of runs, as server-sent events, whichever instance works on them. */
export function createRunEvents(ending: AbortSignal) {
  const looks = new Map<string, Look>();
  let streams = 0;

  function look({ page, run }: RunScene): Promise<Progress | undefined> {
    const { stores, name } = page.customer;
    const key = JSON.stringify([name, run.id, page.zone]);
    const last = looks.get(key);
    if (last && performance.now() - last.at < FRESH_MS) return last.progress;
    const progress = readProgress(stores.runs, stores.runParts, run.id, page.zone);
    looks.set(key, { at: performance.now(), progress });
    return progress;
  }

  async function* tell(scene: RunScene): AsyncGenerator<string> {
    const end = performance.now() + LIFE_MS;
    let [said, saidAt] = ["", 0];
    yield "retry: 2000\n\n";
    while (performance.now() < end && !ending.aborted) {
      const text = JSON.stringify((await look(scene)) ?? null);
      const now = performance.now();
      if (text !== said) yield `data: ${text}\n\n`;
      else if (now - saidAt > BEAT_EVERY_MS) yield ": still here\n\n";
      if (text !== said || now - saidAt > BEAT_EVERY_MS) [said, saidAt] = [text, now];
      await sleep(LOOK_EVERY_MS, undefined, { signal: ending }).catch(() => undefined);
    }
  }

  /** The same, counted: no number of open tabs may take every connection. */
  async function* counted(scene: RunScene): AsyncGenerator<string> {
    streams += 1;
    try {
      yield* tell(scene);
    } finally {
      streams -= 1;
      if (streams === 0) looks.clear();
    }
  }

  return function runEvents(scene: RunScene): PageAnswer {
    if (streams >= MOST_STREAMS || ending.aborted) refusePage({ code: "page_unavailable" });
    return events(Readable.from(counted(scene)));
  };
}
