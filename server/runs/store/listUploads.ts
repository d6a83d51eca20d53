import { randomBytes } from "node:crypto";
import type { Knex } from "knex";
import { toUtcText } from "../../db/sql.ts";
import { inTransaction } from "../../db/transaction.ts";

/** A list that waits for the person to confirm how it is read. */
export interface ListUpload {
  readonly id: string;
  /** `pasted`: ids that were typed or pasted, with anything between them. */
  readonly kind: "file" | "pasted";
  readonly name: string;
}

/** Who uploaded a list: nobody else reads it. */
export interface UploadOwner {
  readonly customer: string;
  readonly user: string;
}

/** Lists hold personal data, so they are kept no longer than somebody needs to look at them. */
const LIFE_MS = 60 * 60 * 1000;
/** Lists of one user that are kept. A further one replaces the oldest. */
const MOST_PER_USER = 5;
/** Bytes of a piece: below the smallest usual max_allowed_packet of 1 MB. */
const PIECE_BYTES = 256 * 1024;

/** Keeps uploaded lists in the database, where every instance finds them. */
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

  /** Removes what is too much of one user. */
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
    /** Keeps a list for an hour; returns its id, which cannot be guessed. */
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
        for (let piece = 0; piece * PIECE_BYTES < content.length; piece += 1) {
          const bytes = content.subarray(piece * PIECE_BYTES, (piece + 1) * PIECE_BYTES);
          await trx("dearchive_list_upload_pieces").insert({ upload_id: id, piece, content: bytes });
        }
      });
      return id;
    },

    /** A list of that owner; undefined once it has expired. */
    async find(id: string, { customer, user }: UploadOwner, now: Date): Promise<ListUpload | undefined> {
      return db("dearchive_list_uploads")
        .where({ id, customer, user })
        .where("expires_at", ">", toUtcText(now))
        .first("id", "kind", "name");
    },

    /** The bytes of a list, a piece at a time. */
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

export type ListUploads = ReturnType<typeof createListUploads>;
