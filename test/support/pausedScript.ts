import { all, command, type Script } from "../../server/db/script.ts";
import { openSession, type TestDatabase } from "./database.ts";
import { until } from "./waiting.ts";

/** Lets a test act between two statements of a script. */
export interface Pauses {
  /** Returns a script that waits until the hook has run. */
  waitFor(hook: () => Promise<void>): Script<unknown>;
  end(): Promise<void>;
}

/** Prepares pauses: a session of the test holds a lock for which a paused session waits. */
export async function startPauses(database: TestDatabase): Promise<Pauses> {
  const lock = `pause:${database.name}`;
  const holder = await openSession(database);
  const hold = () => holder.query("SELECT GET_LOCK(?, 60)", [lock]);
  const release = () => holder.query("DO RELEASE_LOCK(?)", [lock]);
  let hooks: readonly (() => Promise<void>)[] = [];
  let isEnded = false;

  async function isPaused(): Promise<boolean> {
    const waiting = await database.sql(
      "SELECT id FROM information_schema.processlist WHERE db = ? AND user = 'cron' AND state = 'User lock' AND info LIKE ?",
      [database.name, `%${lock}%`],
    );
    return waiting.length > 0;
  }

  async function run(): Promise<void> {
    while (!isEnded) {
      await until("a script pauses", async () => isEnded || (hooks.length > 0 && (await isPaused())));
      const [hook] = hooks;
      hooks = [];
      try {
        await hook?.();
      } finally {
        await release();
      }
      await hold();
    }
  }

  await hold();
  const running = run();
  running.catch(() => undefined);
  return {
    waitFor(hook) {
      hooks = [hook];
      return all(command("DO GET_LOCK(?, 60)", [lock]), command("DO RELEASE_LOCK(?)", [lock]));
    },
    async end() {
      isEnded = true;
      await running.finally(() => holder.end());
    },
  };
}
