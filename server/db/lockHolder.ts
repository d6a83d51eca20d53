import type { Knex } from "knex";
import { queryRows } from "./sql.ts";

/** A session that holds a lock. */
export interface LockHolder {
  readonly connectionId: number;
  readonly session?: Session | undefined;
}

/** A session in the server's process list. */
export interface Session {
  /** `user@host`. */
  readonly account: string;
  readonly isIdle: boolean;
  /** Seconds since its last statement started or, if idle, ended. */
  readonly seconds: number;
}

interface SessionRow {
  account: string;
  isIdle: number;
  seconds: number;
}

/** Reads a session; undefined if it has ended or is hidden (other users' sessions, without PROCESS). */
export async function readSession(db: Knex, connectionId: number): Promise<Session | undefined> {
  const [row] = await queryRows<SessionRow>(
    db,
    `SELECT CONCAT(user, '@', SUBSTRING_INDEX(host, ':', 1)) AS account, command = 'Sleep' AS isIdle,
            COALESCE(time, 0) AS seconds
     FROM information_schema.processlist WHERE id = ?`,
    [connectionId],
  );
  return row && { account: row.account, isIdle: row.isIdle === 1, seconds: row.seconds };
}

/** Reads which session holds a named lock; undefined if none does. */
export async function readLockHolder(db: Knex, name: string): Promise<LockHolder | undefined> {
  const rows = await queryRows<{ id: number | null }>(db, "SELECT IS_USED_LOCK(?) AS id", [name]);
  const id = rows[0]?.id ?? null;
  return id === null ? undefined : { connectionId: id, session: await readSession(db, id) };
}

/** Describes a lock holder for people. */
export function describeHolder({ connectionId, session }: LockHolder): string {
  if (!session) return `connection ${connectionId}, of an account whose sessions this one may not see`;
  const state = session.isIdle ? "idle" : "at its statement";
  return `connection ${connectionId} (${session.account}, ${state} for ${session.seconds} s)`;
}
