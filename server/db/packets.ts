import type { Knex } from "knex";
import type { Connection, QueryOptions } from "mysql2";
import { queryRows } from "./sql.ts";

/**
 * Sends several statements as one packet, because a round trip takes longer than a short statement. Only connections of the move
 * engine allow it. Their statements consist of constants, checked integers and hexadecimal literals, so no text from outside can
 * end a statement and start another.
 */

type Callback = (error: Error | null, rows?: unknown, fields?: unknown) => void;
type Send = (options: QueryOptions, values: unknown[], callback: Callback) => void;

interface Statement {
  readonly sql: string;
  readonly values?: unknown[];
  /** Receives the rows. It must not throw. */
  readonly onRows?: (rows: unknown) => void;
}

/** What waits for a transaction's next statement. */
interface Outbox {
  /** Sent before the next statement. */
  before: Statement[];
  /** Sent after the next statement. */
  after: Statement[];
  /** Sent after the transaction has ended. */
  atEnd: Statement[];
  /** Whether the server knows of the transaction. */
  hasBegun: boolean;
}

const outboxes = new WeakMap<object, Outbox>();

function emptyOutbox(): Outbox {
  return { before: [], after: [], atEnd: [], hasBegun: false };
}

/** Sends statements as one packet. The callback receives the result of the one at `main`. */
function sendPacket(
  send: Send,
  options: QueryOptions,
  statements: readonly Statement[],
  main: number,
  callback: Callback,
): void {
  const sql = statements.map((statement) => statement.sql).join(";\n");
  const values = statements.flatMap((statement) => statement.values ?? []);
  send({ ...options, sql }, values, (error, rows, fields) => {
    if (error) return callback(error);
    // The driver returns a list of results for several statements only.
    const [results, allFields] = statements.length === 1 ? [[rows], [fields]] : [rows, fields];
    if (!Array.isArray(results) || !Array.isArray(allFields)) return callback(new TypeError("no results"));
    for (const [index, { onRows }] of statements.entries()) onRows?.(results[index]);
    callback(null, results[main], allFields[main]);
  });
}

/**
 * Makes a connection send knex's BEGIN with the first statement of the transaction, and COMMIT with what is held until then. A
 * transaction without statements sends nothing.
 *
 * @param connection a connection with `multipleStatements`
 */
export function sendTogether(connection: Connection): void {
  const original = connection.query.bind(connection);
  const send: Send = (options, values, callback) => void original(options, values, callback);
  const outbox = emptyOutbox();

  function end(sql: "COMMIT" | "ROLLBACK", callback: Callback): void {
    const { before, atEnd, hasBegun } = outbox;
    Object.assign(outbox, emptyOutbox());
    const written = sql === "COMMIT" ? before : [];
    const isOnlyBegun = !before.some((statement) => statement.sql !== "BEGIN");
    if (!hasBegun && (sql === "ROLLBACK" || isOnlyBegun)) {
      process.nextTick(callback, null);
      return;
    }
    sendPacket(send, { sql }, [...written, { sql }, ...atEnd], written.length, (error, rows, fields) => {
      if (!error) return callback(null, rows, fields);
      // The pool gets the connection back, so it must be outside any transaction, or closed.
      sendPacket(send, { sql }, [{ sql: "ROLLBACK" }, ...atEnd], 0, (second) => {
        if (second) connection.destroy();
        callback(error);
      });
    });
  }

  function begin(callback: Callback): void {
    outbox.before.push({ sql: "BEGIN" });
    process.nextTick(callback, null);
  }

  function sendNext(options: QueryOptions, values: unknown[] | undefined, callback: Callback): void {
    const { before, after } = outbox;
    Object.assign(outbox, { before: [], after: [], hasBegun: outbox.hasBegun || before.length > 0 });
    const main = { sql: options.sql, values: values ?? [] };
    sendPacket(send, options, [...before, main, ...after], before.length, callback);
  }

  function query(options: QueryOptions, values: unknown[] | undefined, callback: Callback): void {
    switch (options.sql) {
      case "BEGIN;":
        begin(callback);
        break;
      case "COMMIT;":
        end("COMMIT", callback);
        break;
      case "ROLLBACK":
        end("ROLLBACK", callback);
        break;
      default:
        sendNext(options, values, callback);
    }
  }

  outboxes.set(connection, outbox);
  Object.assign(connection, { query });
}

async function findOutbox(db: Knex): Promise<Outbox | undefined> {
  // In a transaction, the client returns the transaction's own connection.
  return db.isTransaction ? outboxes.get(await db.client.acquireConnection()) : undefined;
}

async function outboxOf(trx: Knex): Promise<Outbox> {
  const outbox = await findOutbox(trx);
  if (!outbox) throw new Error("only transactions of the move engine send statements together");
  return outbox;
}

/**
 * Holds a statement back until the next one of its transaction, at the latest the COMMIT. A ROLLBACK drops it. Outside
 * transactions of the move engine, it is sent at once.
 */
export async function sendWithNext(db: Knex, sql: string, onRows?: (rows: unknown) => void): Promise<void> {
  const outbox = await findOutbox(db);
  if (outbox) outbox.before.push({ sql, ...(onRows && { onRows }) });
  else {
    const rows = await queryRows(db, sql);
    onRows?.(rows);
  }
}

/** Sends a statement right after the next one of its transaction. */
export async function sendAfterNext(trx: Knex, sql: string, onRows: (rows: unknown) => void): Promise<void> {
  (await outboxOf(trx)).after.push({ sql, onRows });
}

/** Sends a statement right after the transaction has ended, by COMMIT or ROLLBACK, or closes the connection if that fails. */
export async function sendAtEnd(trx: Knex, sql: string): Promise<void> {
  (await outboxOf(trx)).atEnd.push({ sql });
}

/** Sends what is held back. Outside transactions of the move engine, nothing is. */
export async function sendNow(db: Knex): Promise<void> {
  const outbox = await findOutbox(db);
  if (outbox && outbox.before.length > 0) await db.raw("DO 0");
}
