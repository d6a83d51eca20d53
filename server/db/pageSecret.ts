import { randomBytes } from "node:crypto";
import type { Knex } from "knex";
import { toUtcText } from "./instants.ts";

const NAME = "page_secret";
const BYTES = 32;

/**
 * The secret that the pages sign with. It is made by whichever instance asks first and kept in the database, so that a
 * form that one instance gave out is taken by another.
 */
export function createPageSecret(db: Knex) {
  let known: Buffer | undefined;
  return async function pageSecret(now: Date): Promise<Buffer> {
    if (known) return known;
    const read = () => db("dearchive_settings").where("name", NAME).first("value");
    let row = await read();
    if (!row) {
      const value = randomBytes(BYTES).toString("base64");
      const mine = { name: NAME, value, updated_at: toUtcText(now) };
      await db("dearchive_settings").insert(mine).onConflict("name").ignore();
      row = await read();
    }
    known = Buffer.from(row?.value ?? "", "base64");
    if (known.length !== BYTES) {
      known = undefined;
      throw new Error("the secret of the pages in dearchive_settings is damaged");
    }
    return known;
  };
}

export type PageSecret = ReturnType<typeof createPageSecret>;
