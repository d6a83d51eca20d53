import { createHmac } from "node:crypto";
import type { Knex } from "knex";
import { createSharedSecret, readSharedSecret } from "../../db/sharedSecret.ts";

const SECRET = "move_lock_secret";
const SUFFIX_LENGTH = 32;

function lockName(secret: Buffer, vicidialDatabase: string): string {
  const digest = createHmac("sha256", secret).update(vicidialDatabase).digest("hex");
  return `dearchive:move:${digest.slice(0, SUFFIX_LENGTH)}`;
}

/**
 * Names the lock that lets only one batch at a time work on tables without transactions. Any database user can take a lock whose
 * name is known, so the name contains a secret shared by all instances.
 */
export function createMoveLockName(db: Knex, vicidialDatabase: string): () => Promise<string> {
  const secret = createSharedSecret(db, SECRET);
  return async () => lockName(await secret(), vicidialDatabase);
}

/** Reads the lock's name; undefined if no move has needed it yet. */
export async function readMoveLockName(db: Knex, vicidialDatabase: string): Promise<string | undefined> {
  const secret = await readSharedSecret(db, SECRET);
  return secret && lockName(secret, vicidialDatabase);
}
