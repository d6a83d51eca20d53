import { setTimeout as sleep } from "node:timers/promises";
import type { TestDatabase } from "./database.ts";

interface Session {
  readonly id: number;
}

/** Kills the plugin's connections, or only their running statements, at random moments until `stop`. */
export function startConnectionKiller(database: TestDatabase, how: "CONNECTION" | "QUERY") {
  let kills = 0;
  let isStopped = false;

  /** Returns whether there was something to kill. */
  async function killOne(): Promise<boolean> {
    const sessions = await database.sql<Session>(
      "SELECT id FROM information_schema.processlist WHERE user = 'cron' AND db = ? AND (? = 'CONNECTION' OR command = 'Query')",
      [database.name, how],
    );
    const victim = sessions[Math.floor(Math.random() * sessions.length)];
    if (!victim) return false;
    // The session may have ended already.
    await database.sql(`KILL ${how} ${victim.id}`).then(
      () => {
        kills += 1;
      },
      () => undefined,
    );
    return true;
  }

  async function run(): Promise<void> {
    while (!isStopped) {
      // Statements are short, so look again at once where none was running.
      await sleep((await killOne()) ? Math.random() * 5 : 0);
    }
  }

  const running = run();
  return {
    /** Stops killing. Returns the number of kills. */
    async stop(): Promise<number> {
      isStopped = true;
      await running;
      return kills;
    },
  };
}

/** Kills every connection that the plugin has now. */
export async function killSessions(database: TestDatabase): Promise<void> {
  const sessions = await database.sql<Session>(
    "SELECT id FROM information_schema.processlist WHERE user = 'cron' AND db = ?",
    [database.name],
  );
  for (const { id } of sessions) await database.sql(`KILL ${id}`).catch(() => undefined);
}
