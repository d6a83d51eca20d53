import type { Knex } from "knex";
import { isTransactionForbidden } from "../../db/databaseErrors.ts";
import { inTransaction, outsideTransaction } from "../../db/transaction.ts";

/** The server refused a change because it stood in a transaction: the same work is to be done outside any. */
export class TransactionForbidden extends Error {}

type Work<T> = (connection: Knex) => Promise<T>;

/**
 * Lends a connection for changes of tables that may have no transactions. Where the server allows it, the connection
 * stands in a transaction, which keeps the tables' definitions still once they were read. A server that refuses such
 * changes is remembered: there a transaction on a second connection keeps the definitions.
 *
 * @param hold reads both tables, and so keeps their definitions
 */
export function createDefinitionsHolder(db: Knex, hold: (connection: Knex) => Promise<void>) {
  let isForbidden = false;

  async function lend<T>(work: Work<T>): Promise<T> {
    if (!isForbidden) return inTransaction(db, work);
    return inTransaction(db, async (holder) => {
      await hold(holder);
      return outsideTransaction(db, work);
    });
  }

  return {
    lend,

    /** Does work that may simply be done again, where the server refuses it in a transaction. */
    async run<T>(work: Work<T>): Promise<T> {
      try {
        return await lend(work);
      } catch (error) {
        if (isForbidden || !isTransactionForbidden(error)) throw error;
        isForbidden = true;
        return lend(work);
      }
    },

    /** Learns from an error; throws one that asks for another try where the next try will be outside transactions. */
    learnFrom(error: unknown): void {
      if (isForbidden || !isTransactionForbidden(error)) return;
      isForbidden = true;
      throw new TransactionForbidden();
    },
  };
}

export type DefinitionsHolder = ReturnType<typeof createDefinitionsHolder>;
