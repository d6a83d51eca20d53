import type { Knex } from "knex";
import { isSchemaMismatch } from "../db/databaseErrors.ts";
import { affectedRows, toUtcText } from "../db/sql.ts";
import type { Account } from "./adminUsers.ts";
import { LOCAL_TIME } from "./serverTime.ts";

/** Vicidial's own limits: ten failures lock a user for 15 minutes. */
const MAX_FAILURES = 10;
const LOCK_SECONDS = 900;
/** Every page request signs in; recording it once a minute is enough. */
const NOTE_SECONDS = 60;
const ADDRESS_LENGTH = 50;
const LAST_FAILURE = ["failed_last_ip_today = ?", "failed_last_type_today = ?"];

const oneMore = (column: string) => `${column} = COALESCE(${column}, 0) + 1`;
const shown = (address: string) => address.slice(0, ADDRESS_LENGTH);

/** Whether an account is locked, whatever the password. */
export function isLocked(account: Account): boolean {
  const { failedLogins, secondsSinceLogin } = account;
  return failedLogins >= MAX_FAILURES && secondsSinceLogin !== null && secondsSinceLogin <= LOCK_SECONDS;
}

/** Updates Vicidial's sign-in counters, so that its pages and ours lock a user together. */
export function createLoginBooks(db: Knex, vicidialDatabase: string) {
  async function update(user: string, set: readonly string[], bindings: readonly string[]): Promise<void> {
    // IGNORE keeps a counter at its maximum, where strict mode would refuse the update.
    const sql = `UPDATE IGNORE ??.vicidial_users SET ${set.join(", ")} WHERE user = ?`;
    await affectedRows(db, sql, [vicidialDatabase, ...bindings, user]);
  }

  /** Retries without the daily columns, which older schemas lack. */
  async function updateWithDay(
    { user }: Account,
    set: readonly string[],
    bindings: readonly string[],
    day: readonly string[],
    dayBindings: readonly string[],
  ): Promise<void> {
    try {
      await update(user, [...set, ...day], [...bindings, ...dayBindings]);
    } catch (error) {
      if (!isSchemaMismatch(error)) throw error;
      if (set.length > 0) await update(user, set, bindings);
    }
  }

  return {
    /** Records an attempt on a locked account. */
    async noteLocked(account: Account, address: string): Promise<void> {
      await updateWithDay(
        account,
        [],
        [],
        [oneMore("failed_login_attempts_today"), ...LAST_FAILURE],
        [shown(address), "LOCK"],
      );
    },

    /** Records a wrong password. The first failure after an expired lock starts a new count. */
    async noteFailure(account: Account, address: string, now: Date): Promise<void> {
      const day = [
        oneMore("failed_login_count_today"),
        oneMore("failed_login_attempts_today"),
        ...LAST_FAILURE,
      ];
      const who = [shown(address), "BAD"];
      const utc = toUtcText(now);
      if (account.failedLogins >= MAX_FAILURES) {
        const afresh = ["failed_login_count = 1", `last_login_date = ${LOCAL_TIME}`];
        await updateWithDay(account, afresh, [utc, utc], day, who);
      } else await updateWithDay(account, [oneMore("failed_login_count")], [], day, who);
    },

    async noteSuccess(account: Account, address: string, now: Date): Promise<void> {
      const { failedLogins, lastAddress, secondsSinceLogin } = account;
      const isRecent =
        secondsSinceLogin !== null && secondsSinceLogin >= 0 && secondsSinceLogin < NOTE_SECONDS;
      if (isRecent && failedLogins === 0 && lastAddress === shown(address)) return;
      const utc = toUtcText(now);
      const set = [`last_login_date = ${LOCAL_TIME}`, "last_ip = ?", "failed_login_count = 0"];
      await update(account.user, set, [utc, utc, shown(address)]);
    },
  };
}

export type LoginBooks = ReturnType<typeof createLoginBooks>;
