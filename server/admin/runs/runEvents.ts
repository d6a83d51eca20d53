import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { createLru } from "../../lib/lru.ts";
import type { AdminDependencies } from "../shell/dependencies.ts";
import { events, type PageAnswer } from "../shell/pageAnswer.ts";
import { refusePage } from "../shell/pageErrors.ts";
import type { RunContext } from "./runContext.ts";
import { type Progress, readProgress, translateProgress } from "./shownProgress.ts";

const LOOK_EVERY_MS = 1000;
/** One read serves all viewers of a run. */
const FRESH_MS = 900;
/** Keeps proxies from closing an idle connection. */
const BEAT_EVERY_MS = 15_000;
/** Ends the stream so that the browser reconnects and its rights are checked again. */
const LIFE_MS = 5 * 60_000;
const MOST_STREAMS = 200;
const MOST_STREAMS_EACH = 20;

interface Look {
  readonly at: number;
  readonly progress: Promise<Progress | undefined>;
}

/** Sends the progress of runs as server-sent events, whichever instance works on them. */
export function createRunEvents({ ending, clock }: Pick<AdminDependencies, "ending" | "clock">) {
  const looks = createLru<string, Look>(MOST_STREAMS);
  const streams = new Map<Readable, string>();

  function look({ page, run }: RunContext): Promise<Progress | undefined> {
    const { stores, name } = page.customer;
    const key = JSON.stringify([name, run.id, page.zone]);
    const last = looks.get(key);
    if (last && performance.now() - last.at < FRESH_MS) return last.progress;
    const progress = readProgress(stores, run.id, { now: clock(), zone: page.zone });
    looks.set(key, { at: performance.now(), progress });
    return progress;
  }

  async function* tell(context: RunContext, over: AbortSignal): AsyncGenerator<string> {
    const end = performance.now() + LIFE_MS;
    let [said, saidAt] = ["", 0];
    yield "retry: 2000\n\n";
    while (performance.now() < end && !over.aborted) {
      const progress = await look(context);
      const text = JSON.stringify(progress ? translateProgress(progress, context.page.translate) : null);
      const now = performance.now();
      if (text !== said) yield `data: ${text}\n\n`;
      else if (now - saidAt > BEAT_EVERY_MS) yield ": still here\n\n";
      if (text !== said || now - saidAt > BEAT_EVERY_MS) [said, saidAt] = [text, now];
      await sleep(LOOK_EVERY_MS, undefined, { signal: over }).catch(() => undefined);
    }
  }

  /** Limits open streams, per user and in all, so that forgotten tabs do not use up connections. */
  function hasRoom(user: string): boolean {
    const theirs = [...streams.values()].filter((each) => each === user).length;
    return streams.size < MOST_STREAMS && theirs < MOST_STREAMS_EACH && !ending.aborted;
  }

  return function runEvents(context: RunContext): PageAnswer {
    const { user } = context.page.user;
    if (!hasRoom(user)) refusePage({ code: "page_unavailable" });
    const gone = new AbortController();
    const stream = Readable.from(tell(context, AbortSignal.any([ending, gone.signal])));
    streams.set(stream, user);
    // The stream's own "close" event comes only after its pause, and would count a reader who has left.
    return events(stream, () => {
      gone.abort();
      streams.delete(stream);
    });
  };
}
