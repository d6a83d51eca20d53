import { setTimeout as sleep } from "node:timers/promises";
import type { TestDatabase } from "./database.ts";

interface Session {
  readonly id: number;
}

/** Ends the plugin's sessions, or only their statements, at random moments until it is stopped. */
export function startConnectionKiller(database: TestDatabase, how: "CONNECTION" | "QUERY") {
  let kills = 0;
  let isStopped = false;

  async function killOne(): Promise<void> {
    const sessions = await database.sql<Session>(
      "SELECT id FROM information_schema.processlist WHERE user = 'cron' AND db = ? AND (? = 'CONNECTION' OR command = 'Query')",
      [database.name, how],
    );
    const victim = sessions[Math.floor(Math.random() * sessions.length)];
    if (!victim) return;
    // It may have ended by itself meanwhile.
    await database.sql(`KILL ${how} ${victim.id}`).then(
      () => {
        kills += 1;
      },
      () => undefined,
    );
  }

  async function run(): Promise<void> {
    while (!isStopped) {
      await killOne();
      await sleep(Math.random() * 5);
    }
  }

  const running = run();
  return {
    /** Resolves with how often something was killed. */
    async stop(): Promise<number> {
      isStopped = true;
      await running;
      return kills;
    },
  };
}

/** Ends every session that the plugin has at this moment. */
export async function killSessions(database: TestDatabase): Promise<void> {
  const sessions = await database.sql<Session>(
    "SELECT id FROM information_schema.processlist WHERE user = 'cron' AND db = ?",
    [database.name],
  );
  for (const { id } of sessions) await database.sql(`KILL ${id}`).catch(() => undefined);
}
