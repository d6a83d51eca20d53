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
 * Names the lock that lets one batch at a time work on tables without transactions. Any database user may take a lock
 * whose name is known, so the name holds a secret that all instances share.
 */
export function createMoveLockName(db: Knex, vicidialDatabase: string): () => Promise<string> {
  const secret = createSharedSecret(db, SECRET);
  return async () => lockName(await secret(), vicidialDatabase);
}

/** Reads the name of that lock; undefined where nothing has been moved yet that needed one. */
export async function readMoveLockName(db: Knex, vicidialDatabase: string): Promise<string | undefined> {
  const secret = await readSharedSecret(db, SECRET);
  return secret && lockName(secret, vicidialDatabase);
}
