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
