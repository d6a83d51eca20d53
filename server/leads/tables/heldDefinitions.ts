import type { Knex } from "knex";
import { isTransactionForbidden } from "../../db/databaseErrors.ts";
import { queryRows } from "../../db/sql.ts";
import { inTransaction, outsideTransaction } from "../../db/transaction.ts";
import { onLeadTables, TransactionForbidden } from "../move/moveErrors.ts";
import * as statements from "./statements.ts";

type Work<T> = (connection: Knex) => Promise<T>;

/** Keeps both tables' definitions unchanged until the connection's transaction ends. */
export async function holdDefinitions(connection: Knex, tables: statements.MoveTables): Promise<void> {
  await onLeadTables(() => queryRows(connection, statements.holdDefinitions(tables)));
}

/**
 * Lends a connection for changing tables that may lack transactions. If the server allows it, the connection is in a
 * transaction, which holds the tables' definitions once they were read. MySQL with GTID consistency refuses such changes
 * (error 1785): then the connection is outside transactions, and a second one holds the definitions.
 */
export function createDefinitionsHolder(db: Knex, tables: statements.MoveTables) {
  let isForbidden = false;

  async function lend<T>(work: Work<T>): Promise<T> {
    if (!isForbidden) return inTransaction(db, work);
    return inTransaction(db, async (holder) => {
      await holdDefinitions(holder, tables);
      return outsideTransaction(db, work);
    });
  }

  return {
    lend,

    /** Lends a connection for repeatable work, and repeats the work outside transactions if the server demands it. */
    async run<T>(work: Work<T>): Promise<T> {
      try {
        return await lend(work);
      } catch (error) {
        if (isForbidden || !isTransactionForbidden(error)) throw error;
        isForbidden = true;
        return lend(work);
      }
    },

    /** Remembers a refusal. @throws TransactionForbidden if the next attempt will run outside transactions */
    learnFrom(error: unknown): void {
      if (isForbidden || !isTransactionForbidden(error)) return;
      isForbidden = true;
      throw new TransactionForbidden();
    },
  };
}

export type DefinitionsHolder = ReturnType<typeof createDefinitionsHolder>;
