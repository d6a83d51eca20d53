import { randomBytes } from "node:crypto";
import type { Knex } from "knex";
import { toUtcText } from "../../db/sql.ts";
import { inTransaction } from "../../db/transaction.ts";

/** An uploaded list that waits for the user to confirm how it is read. */
export interface ListUpload {
  readonly id: string;
  /** `pasted`: ids typed or pasted with any separators. */
  readonly kind: "file" | "pasted";
  readonly name: string;
}

/** The user who uploaded a list. No other user can read it. */
export interface UploadOwner {
  readonly customer: string;
  readonly user: string;
}

/** Lists hold personal data, so they expire soon. */
const LIFE_MS = 60 * 60 * 1000;
/** Lists kept per user. Another upload replaces the oldest. */
const MOST_PER_USER = 5;
/** Bytes per row: below the smallest usual max_allowed_packet of 1 MB. */
const CHUNK_BYTES = 256 * 1024;

/** Stores uploaded lists in the database, where every instance finds them. */
export function createListUploads(db: Knex) {
  async function removeAll(trx: Knex, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await trx("dearchive_list_upload_pieces").whereIn("upload_id", ids).delete();
    await trx("dearchive_list_uploads").whereIn("id", ids).delete();
  }

  async function removeExpired(now: Date): Promise<void> {
    const expired = db("dearchive_list_uploads").where("expires_at", "<=", toUtcText(now));
    await removeAll(db, await expired.limit(100).pluck("id"));
  }

  /** Removes the oldest lists of a user, so that one more fits. */
  async function makeRoom({ customer, user }: UploadOwner): Promise<void> {
    const own = await db("dearchive_list_uploads")
      .where({ user, customer })
      .orderBy("expires_at", "desc")
      .offset(MOST_PER_USER - 1)
      .limit(100)
      .pluck("id");
    await removeAll(db, own);
  }

  return {
    /** Stores a list for an hour. Its id cannot be guessed. */
    async keep(
      owner: UploadOwner,
      { kind, name, content }: Pick<ListUpload, "kind" | "name"> & { readonly content: Buffer },
      now: Date,
    ): Promise<string> {
      await removeExpired(now);
      await makeRoom(owner);
      const id = randomBytes(16).toString("hex");
      const { customer, user } = owner;
      const expires_at = toUtcText(new Date(now.getTime() + LIFE_MS));
      await inTransaction(db, async (trx) => {
        await trx("dearchive_list_uploads").insert({ id, customer, user, kind, name, expires_at });
        for (let piece = 0; piece * CHUNK_BYTES < content.length; piece += 1) {
          const bytes = content.subarray(piece * CHUNK_BYTES, (piece + 1) * CHUNK_BYTES);
          await trx("dearchive_list_upload_pieces").insert({ upload_id: id, piece, content: bytes });
        }
      });
      return id;
    },

    /** Finds a list of the owner; undefined once it has expired. */
    async find(id: string, { customer, user }: UploadOwner, now: Date): Promise<ListUpload | undefined> {
      return db("dearchive_list_uploads")
        .where({ id, customer, user })
        .where("expires_at", ">", toUtcText(now))
        .first("id", "kind", "name");
    },

    /** Streams the bytes of a list. */
    async *contentOf(id: string): AsyncGenerator<Buffer> {
      for (let piece = 0; ; piece += 1) {
        const row = await db("dearchive_list_upload_pieces").where({ upload_id: id, piece }).first("content");
        if (!row) return;
        yield row.content;
      }
    },

    remove: (id: string) => removeAll(db, [id]),

    /** Removes expired lists. */
    clean: removeExpired,
  };
}
