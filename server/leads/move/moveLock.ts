import { createHmac } from "node:crypto";
import type { Knex } from "knex";
import { releaseNamedLock, takeNamedLock } from "../../db/namedLock.ts";
import { all, NOTHING, type Script, send } from "../../db/script.ts";
import { createSharedSecret, readSharedSecret } from "../../db/sharedSecret.ts";
import type { Connection } from "../../db/sql.ts";
import { begin, beginIfOutside, COMMIT } from "../../db/transaction.ts";
import { fail } from "../../errors.ts";
import type { DefinitionsHolder } from "../tables/heldDefinitions.ts";
import { onLeadTables } from "./moveErrors.ts";

const SECRET = "move_lock_secret";
const SUFFIX_LENGTH = 32;

function lockName(secret: Buffer, vicidialDatabase: string): string {
  const digest = createHmac("sha256", secret).update(vicidialDatabase).digest("hex");
  return `dearchive:move:${digest.slice(0, SUFFIX_LENGTH)}`;
}

/**
 * Names the lock that lets only one batch at a time work on tables without transactions. Any database user can take a lock whose
 * name is known, so the name contains a secret shared by all instances. Reads the secret once.
 */
export function createMoveLockName(db: Knex, vicidialDatabase: string): () => Promise<string> {
  const secret = createSharedSecret(db, SECRET);
  let name: string | undefined;
  return async () => {
    name ??= lockName(await secret(), vicidialDatabase);
    return name;
  };
}

/** Reads the lock's name; undefined if no move has needed it yet. */
export async function readMoveLockName(db: Knex, vicidialDatabase: string): Promise<string | undefined> {
  const secret = await readSharedSecret(db, SECRET);
  return secret && lockName(secret, vicidialDatabase);
}

export interface ExclusiveWorkDependencies {
  readonly db: Knex;
  readonly vicidialDatabase: string;
  readonly lockWaitSeconds: number;
  readonly definitions: DefinitionsHolder;
}

/** A connection on which a batch works alone, in a transaction if the server allows it. */
export interface Exclusive {
  readonly connection: Connection;
  /** Runs a script in a transaction, commits, and lets the next batch start. Nothing may follow. */
  finish(last: Script<unknown>): Promise<void>;
}

/** Lets only one batch of all instances work on a database at a time. */
export function createExclusiveWork({
  db,
  vicidialDatabase,
  lockWaitSeconds,
  definitions,
}: ExclusiveWorkDependencies) {
  const moveLockName = createMoveLockName(db, vicidialDatabase);

  /**
   * Runs `action` while no other batch works.
   *
   * @param first reads what the action needs, together with taking the lock
   * @param explain explains why `first` failed
   * @throws DearchiveError tables_locked if another batch takes too long
   */
  return async function alone<T, F>(
    first: Script<F>,
    action: (exclusive: Exclusive, read: F) => Promise<T>,
    explain: (connection: Connection, error: unknown) => Promise<never> = (_, error) => Promise.reject(error),
  ): Promise<T> {
    const lock = await moveLockName();
    return definitions.lend(async (connection) => {
      let isFinished = false;
      async function finish(last: Script<unknown>): Promise<void> {
        // One of the tables may have transactions: commit, so that the next batch sees this one's changes.
        await send(connection, all(beginIfOutside(connection), last, COMMIT, releaseNamedLock(lock)));
        isFinished = true;
      }
      try {
        const taking = all(takeNamedLock(lock, lockWaitSeconds), begin(connection), first);
        const [isHeld, , read] = await onLeadTables(() => send(connection, taking)).catch((error: unknown) =>
          explain(connection, error),
        );
        if (!isHeld) fail({ code: "tables_locked" });
        const result = await action({ connection, finish }, read);
        if (!isFinished) await finish(NOTHING);
        return result;
      } finally {
        // Retry once: the statement may be killed while its connection survives. If the connection is gone, so is the lock.
        const release = () => send(connection, releaseNamedLock(lock));
        if (!isFinished)
          await release()
            .catch(release)
            .catch(() => undefined);
      }
    });
  };
}
