import type { Knex } from "knex";
import { command, NOTHING, type Script, send } from "./script.ts";
import { inheritServerKind } from "./serverKind.ts";
import type { Connection } from "./sql.ts";

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

export const BEGIN = command("START TRANSACTION");
export const COMMIT = command("COMMIT");

/** A driver's connection, as the pool keeps it. */
interface PooledConnection {
  destroy(): void;
}

/**
 * Lends `work` one connection of the pool. Unlike `inTransaction`, it sends nothing itself unless `work` throws: `work` sends BEGIN
 * and COMMIT with its own statements, which saves two round trips, and must leave no transaction open.
 */
export async function onConnection<T>(db: Knex, work: (connection: Connection) => Promise<T>): Promise<T> {
  const pooled: PooledConnection = await db.client.acquireConnection();
  const raw = ((sql: string, bindings: Knex.RawBinding[] = []) =>
    db.raw(sql, bindings).connection(pooled)) as Knex["raw"];
  const connection: Connection = { raw };
  inheritServerKind(connection, db);
  try {
    return await work(connection);
  } catch (error) {
    // The next borrower must not continue an open transaction.
    await send(connection, command("ROLLBACK")).catch(() => pooled.destroy());
    throw error;
  } finally {
    await db.client.releaseConnection(pooled);
  }
}

/** Connections outside transactions: every statement commits by itself. */
const outside = new WeakSet<Connection>();

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

/** Begins a transaction, except on a connection outside transactions. */
export function begin(connection: Connection): Script<undefined> {
  return outside.has(connection) ? NOTHING : BEGIN;
}

/** Commits, and starts a new transaction unless the connection is outside transactions. */
export async function commitSoFar(connection: Connection): Promise<void> {
  await connection.raw(outside.has(connection) ? "COMMIT" : "COMMIT AND CHAIN");
}

/** Begins a transaction on a connection outside transactions, so that the following changes commit together. */
export function beginIfOutside(connection: Connection): Script<undefined> {
  return outside.has(connection) ? BEGIN : NOTHING;
}
