/**
 * Sends several statements in one packet, because a round trip takes longer than a short statement. The server stops at the first
 * statement that fails, and then every statement of the packet counts as failed. The file is longer than 200 lines because what is
 * gathered, due and committed is the state of one connection.
 */

import type { Knex } from "knex";
import { isPassing } from "./databaseErrors.ts";
import { isOutsideTransaction } from "./transaction.ts";

type Done = (error: unknown, result?: unknown, fields?: unknown) => void;

/** The parts of a connection of mysql2 that are used here. */
export interface PacketConnection {
  query(options: { readonly sql: string }, values: unknown, done: Done): unknown;
  format(sql: string, values: unknown): string;
  readonly threadId: number;
  readonly stream: { destroy(): void };
}

interface Statement {
  readonly sql: string;
  readonly done: Done;
}

/** What mysql2 answers for a statement without rows. */
const OK = { affectedRows: 0, insertId: 0, warningStatus: 0 };
const BEGIN = /^BEGIN;?$/;
const COMMIT = /^COMMIT;?$/;
const END = /^(COMMIT|ROLLBACK);?$/;
const KEEPS_COMMITTED = /^DO RELEASE_LOCK\(/;
/** How often (ms) to ask whether the server still works on a packet. */
const WATCH_EVERY_MS = 3000;
const ENDED_EARLY = { code: "PROTOCOL_CONNECTION_LOST", fatal: true };

/** Index of the result that the driver read last, or of the statement that failed. The driver has no public name for it. */
function lastResult(query: unknown): number {
  return Number((query as { readonly _resultIndex?: number } | undefined)?._resultIndex ?? 0);
}

/** knex changes the errors that it gets, so each statement gets its own. */
function errorFor({ sql }: Statement, error: unknown): Error {
  return Object.assign(new Error("a statement of a packet failed"), error, { sql });
}

interface Packets {
  isGathering(): boolean;
  /** Sends the first statements of some steps together. `start` starts all of them without waiting. */
  gather<T>(start: () => Promise<T>): Promise<T>;
}

const packetsOf = new WeakMap<object, Packets>();

/**
 * Lets a connection send several statements in one packet. It must have been opened with `multipleStatements`. BEGIN is then sent
 * with the statement after it, and a COMMIT after another COMMIT is not sent.
 *
 * @param isIdle whether the server waits for the next command of a thread
 */
export function allowPackets(
  connection: PacketConnection,
  isIdle: (threadId: number) => Promise<boolean>,
): void {
  const send: PacketConnection["query"] = connection.query.bind(connection);
  let gathered: Statement[] | undefined;
  let isBeginDue = false;
  /** Whether nothing was done since the last COMMIT. */
  let isCommitted = false;

  const committedAfter = (before: boolean, sql: string) =>
    COMMIT.test(sql) || (before && KEEPS_COMMITTED.test(sql));

  /**
   * Ends the connection if the server no longer works on its packet: KILL QUERY between two statements makes MariaDB leave out the
   * remaining results, although it has announced them.
   */
  function startWatching(): () => void {
    let isAnswered = false;
    let timer: NodeJS.Timeout;
    const look = async (wasIdle: boolean) => {
      const isNowIdle = await isIdle(connection.threadId).catch(() => false);
      // The results of a packet that has just ended may still be under way.
      if (isAnswered) return;
      if (wasIdle && isNowIdle) connection.stream.destroy();
      else lookLater(isNowIdle);
    };
    const lookLater = (wasIdle: boolean) => {
      timer = setTimeout(() => void look(wasIdle), WATCH_EVERY_MS);
    };
    lookLater(false);
    return () => {
      isAnswered = true;
      clearTimeout(timer);
    };
  }

  function submit(statements: readonly Statement[]): void {
    const begin = isBeginDue ? [{ sql: "BEGIN", done: () => undefined }] : [];
    const all: readonly Statement[] = [...begin, ...statements];
    isBeginDue = false;
    isCommitted = false;
    const stopWatching = startWatching();
    let query: unknown;
    query = send({ sql: all.map(({ sql }) => sql).join(";\n") }, undefined, (error, results, fields) => {
      stopWatching();
      const last = lastResult(query);
      const isCut = !error && last !== all.length - 1;
      // What the server still sends would be taken for the next answer.
      if (isCut) connection.stream.destroy();
      if (!error && !isCut) isCommitted = all.map(({ sql }) => sql).reduce(committedAfter, false);
      const failed = all[last];
      for (const [n, statement] of all.entries()) {
        if (error || isCut) statement.done(errorFor(failed ?? statement, error ?? ENDED_EARLY));
        else if (all.length === 1) statement.done(null, results, fields);
        else statement.done(null, (results as unknown[])[n], (fields as unknown[] | undefined)?.[n]);
      }
    });
  }

  connection.query = (options, values, done) => {
    const { sql } = options;
    if (gathered) gathered.push({ sql: connection.format(sql, values), done });
    else if (BEGIN.test(sql)) {
      isBeginDue = true;
      done(null, OK);
    } else if (END.test(sql) && (isBeginDue || isCommitted)) {
      isBeginDue = false;
      done(null, OK);
    } else if (isBeginDue) submit([{ sql: connection.format(sql, values), done }]);
    else {
      const before = isCommitted;
      isCommitted = false;
      return send(options, values, (error, ...answer) => {
        // A COMMIT that failed leaves a transaction open, which must be rolled back.
        if (!error) isCommitted = committedAfter(before, sql);
        done(error, ...answer);
      });
    }
    return undefined;
  };

  packetsOf.set(connection, {
    isGathering: () => gathered !== undefined,
    async gather(start) {
      const statements: Statement[] = [];
      gathered = statements;
      const all = start();
      // Awaited below.
      all.catch(() => undefined);
      // Each step reaches its first statement without I/O.
      await new Promise<void>((resolve) => setImmediate(resolve));
      gathered = undefined;
      if (statements.length > 0) submit(statements);
      return all;
    },
  });
}

export type Steps = readonly (() => Promise<unknown>)[];
type Results<S extends Steps> = { -readonly [N in keyof S]: Awaited<ReturnType<S[N]>> };

async function findPackets(connection: Knex): Promise<Packets | undefined> {
  if (!connection.isTransaction || isOutsideTransaction(connection)) return undefined;
  return packetsOf.get(await connection.client.acquireConnection());
}

async function oneByOne<S extends Steps>(steps: S): Promise<Results<S>> {
  const results: unknown[] = [];
  for (const step of steps) results.push(await step());
  return results as unknown as Results<S>;
}

async function take<S extends Steps>(packets: Packets | undefined, steps: S): Promise<Results<S>> {
  if (!packets) return oneByOne(steps);
  const start = () => Promise.all(steps.map((step) => step())) as unknown as Promise<Results<S>>;
  return packets.isGathering() ? start() : packets.gather(start);
}

/**
 * Takes steps of a transaction. Their first statements are sent together if the connection allows that; otherwise each step waits
 * for the one before it. After a failure, the transaction must be rolled back.
 */
export async function sendTogether<const S extends Steps>(
  connection: Knex,
  ...steps: S
): Promise<Results<S>> {
  return take(await findPackets(connection), steps);
}

/**
 * Takes the first steps of a transaction like `sendTogether`. If one fails for a reason that lasts, all are repeated one after the
 * other, so that the right one reports it.
 */
export async function readTogether<const S extends Steps>(
  connection: Knex,
  ...steps: S
): Promise<Results<S>> {
  const packets = await findPackets(connection);
  const isOuter = packets !== undefined && !packets.isGathering();
  try {
    return await take(packets, steps);
  } catch (error) {
    const cause = error instanceof Error && error.cause ? error.cause : error;
    if (!isOuter || isPassing(cause)) throw error;
    await connection.raw("ROLLBACK AND CHAIN");
    return oneByOne(steps);
  }
}
