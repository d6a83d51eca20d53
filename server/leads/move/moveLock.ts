import { createHmac } from "node:crypto";
import type { Knex } from "knex";
import { sendAtEnd, sendNow, sendWithNext } from "../../db/packets.ts";
import { createSharedSecret, readSharedSecret } from "../../db/sharedSecret.ts";
import { literal } from "../../db/sql.ts";
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

/** Runs work while no other batch of any instance works on the database. */
export type RunExclusively = <T>(
  action: (connection: Knex, refuseUnlocked: () => void) => Promise<T>,
  when?: "now" | "with the first statement",
) => Promise<T>;

/** Lets only one batch of all instances work on a database at a time. */
export function createExclusiveWork({
  db,
  vicidialDatabase,
  lockWaitSeconds,
  definitions,
}: ExclusiveWorkDependencies): RunExclusively {
  const moveLockName = createMoveLockName(db, vicidialDatabase);

  /**
   * The lock ends with the transaction, after its COMMIT, so that the next batch sees this one's changes.
   *
   * @param action gets a function that throws tables_locked if the lock, once asked for, was not acquired. If the lock is only
   *   asked for with the first statement, the action must call it before it relies on the lock.
   * @throws DearchiveError tables_locked if another batch takes too long
   */
  return async (action, when = "now") => {
    const lock = literal(await moveLockName());
    return definitions.lend(async (connection) => {
      let isMissing = false;
      const refuseUnlocked = () => {
        if (isMissing) fail({ code: "tables_locked" });
      };
      const seconds = literal(lockWaitSeconds);
      await sendWithNext(connection, `SELECT GET_LOCK(${lock}, ${seconds}) AS got`, (rows) => {
        isMissing = !Array.isArray(rows) || rows[0]?.got !== 1;
      });
      await sendAtEnd(connection, `DO RELEASE_LOCK(${lock})`);
      if (when === "now") await sendNow(connection);
      refuseUnlocked();
      return action(connection, refuseUnlocked);
    });
  };
}
