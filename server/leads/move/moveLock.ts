import { createHmac } from "node:crypto";
import type { Knex } from "knex";
import { releaseNamedLock, takeNamedLock } from "../../db/namedLock.ts";
import { readTogether, sendTogether } from "../../db/packets.ts";
import { createSharedSecret, readSharedSecret } from "../../db/sharedSecret.ts";
import { fail } from "../../errors.ts";
import type { DefinitionsHolder } from "../tables/heldDefinitions.ts";

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

/** A connection that holds the lock. */
export interface Exclusive {
  readonly connection: Knex;
  /** Commits and releases the lock. It may be sent together with the last statements of the work. */
  end(): Promise<void>;
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
   * @param look reads what the work needs. It may be sent together with the statement that takes the lock
   * @throws DearchiveError tables_locked if another batch takes too long
   */
  return async function alone<Seen, T>(
    look: (connection: Knex) => Promise<Seen>,
    action: (exclusive: Exclusive, seen: Seen) => Promise<T>,
  ): Promise<T> {
    const lock = await moveLockName();
    return definitions.lend(async (connection) => {
      let isEnded = false;
      const release = () => releaseNamedLock(connection, lock);
      // One of the tables may have transactions: commit, so that the next batch sees this one's changes.
      async function end(): Promise<void> {
        await sendTogether(connection, async () => connection.raw("COMMIT"), release);
        isEnded = true;
      }
      try {
        const [isTaken, seen] = await readTogether(
          connection,
          () => takeNamedLock(connection, lock, lockWaitSeconds),
          () => look(connection),
        );
        if (!isTaken) fail({ code: "tables_locked" });
        const result = await action({ connection, end }, seen);
        if (!isEnded) await end();
        return result;
      } finally {
        // Retry once: the statement may be killed while its connection survives. If the connection is gone, so is the lock.
        if (!isEnded)
          await release()
            .catch(release)
            .catch(() => undefined);
      }
    });
  };
}
