import { randomBytes } from "node:crypto";
import type { Knex } from "knex";
import { retry } from "../lib/retry.ts";
import { isLockNotHad } from "./databaseErrors.ts";

const BYTES = 32;
/** Two nodes of a cluster may make the same secret at the same moment: one of them has to try again. */
const CONFLICT_RETRY = { attempts: 5, firstPauseMs: 10, isRetryable: isLockNotHad } as const;

/** Returns a secret that all instances share; reads it from the database once. */
export type SharedSecret = () => Promise<Buffer>;

/** Reads the secret of that name; undefined where no instance has made it yet. */
export async function readSharedSecret(db: Knex, name: string): Promise<Buffer | undefined> {
  const row = await db("dearchive_settings").where("name", name).first("value");
  if (!row) return undefined;
  const secret = Buffer.from(row.value, "base64");
  if (secret.length !== BYTES) throw new Error(`the secret ${name} in dearchive_settings is damaged`);
  return secret;
}

async function makeSharedSecret(db: Knex, name: string): Promise<void> {
  const value = randomBytes(BYTES).toString("base64");
  await db("dearchive_settings")
    .insert({ name, value, updated_at: db.raw("UTC_TIMESTAMP()") })
    .onConflict("name")
    .ignore();
}

/**
 * Keeps a secret in the plugin's own tables. The first instance that asks makes it.
 *
 * @param name the secret's row in dearchive_settings
 */
export function createSharedSecret(db: Knex, name: string): SharedSecret {
  let known: Buffer | undefined;
  return async () => {
    known ??= await readSharedSecret(db, name);
    if (known) return known;
    await retry(CONFLICT_RETRY, () => makeSharedSecret(db, name));
    known = await readSharedSecret(db, name);
    if (!known) throw new Error(`the secret ${name} in dearchive_settings is gone`);
    return known;
  };
}
