import type { Knex } from "knex";

/**
 * Runs `work` in a transaction, which commits when it resolves and rolls back when it throws. Where the connection is
 * gone the rollback fails as well: what is thrown is still what `work` threw, for that says what happened.
 */
export async function inTransaction<T>(db: Knex, work: (trx: Knex.Transaction) => Promise<T>): Promise<T> {
  let failure: { readonly error: unknown } | undefined;
  try {
    return await db.transaction(async (trx) => {
      try {
        return await work(trx);
      } catch (error) {
        failure = { error };
        throw error;
      }
    });
  } catch (error) {
    throw failure ? failure.error : error;
  }
}

/** Connections on which every statement commits by itself. */
const outside = new WeakSet<Knex>();

/**
 * Lends `work` a connection outside any transaction: a MySQL server with GTID consistency changes tables without
 * transactions nowhere else (error 1785).
 */
export async function outsideTransaction<T>(db: Knex, work: (connection: Knex) => Promise<T>): Promise<T> {
  return inTransaction(db, async (trx) => {
    await trx.raw("COMMIT");
    outside.add(trx);
    return work(trx);
  });
}

/** Makes what was done so far durable, and goes on in a new transaction unless the connection is outside any. */
export async function commitSoFar(connection: Knex): Promise<void> {
  await connection.raw(outside.has(connection) ? "COMMIT" : "COMMIT AND CHAIN");
}

/** Begins a transaction on a connection outside any: what follows on tables with transactions is committed at once. */
export async function beginIfOutside(connection: Knex): Promise<void> {
  if (outside.has(connection)) await connection.raw("BEGIN");
}
