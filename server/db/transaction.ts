import type { Knex } from "knex";

/**
 * Runs `work` in a transaction: commits when it resolves, rolls back when it throws. If the connection breaks, the rollback fails
 * too; the error of `work` is thrown, because it tells the cause.
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

/** Connections outside transactions: every statement commits by itself. */
const outside = new WeakSet<Knex>();

/**
 * Lends `work` a connection outside transactions. MySQL with GTID consistency changes tables without transactions only there
 * (error 1785).
 */
export async function outsideTransaction<T>(db: Knex, work: (connection: Knex) => Promise<T>): Promise<T> {
  return inTransaction(db, async (trx) => {
    await trx.raw("COMMIT");
    outside.add(trx);
    return work(trx);
  });
}

/** Whether a connection was lent by `outsideTransaction`. */
export function isOutsideTransaction(connection: Knex): boolean {
  return outside.has(connection);
}

/** Commits, and starts a new transaction unless the connection is outside transactions. */
export async function commitSoFar(connection: Knex): Promise<void> {
  await connection.raw(outside.has(connection) ? "COMMIT" : "COMMIT AND CHAIN");
}

/** Starts a transaction on a connection outside transactions, so that the following changes commit together. */
export async function beginIfOutside(connection: Knex): Promise<void> {
  if (outside.has(connection)) await connection.raw("BEGIN");
}
