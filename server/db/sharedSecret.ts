import { randomBytes } from "node:crypto";
import type { Knex } from "knex";
import { retry } from "../lib/retry.ts";
import { isLockNotHad } from "./databaseErrors.ts";

const BYTES = 32;
/** Two cluster nodes may create the same secret at the same time: one of them must retry. */
const CONFLICT_RETRY = { attempts: 5, firstPauseMs: 10, isRetryable: isLockNotHad } as const;

/** Returns a secret shared by all instances. Reads it from the database once. */
export type SharedSecret = () => Promise<Buffer>;

/** Reads a secret; undefined if no instance has created it yet. */
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
 * Keeps a secret in the plugin's own tables. The first instance that needs it creates it.
 *
 * @param name key of the row in dearchive_settings
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
