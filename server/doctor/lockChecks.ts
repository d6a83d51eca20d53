import type { Knex } from "knex";
import { describeHolder, type LockHolder, readLockHolder, readSession } from "../db/lockHolder.ts";
import { MIGRATION_LOCK } from "../db/migrations.ts";
import { queryRows } from "../db/sql.ts";
import { readMoveLockName } from "../leads/move/moveLock.ts";
import { phrase, sentences } from "../lib/phrase.ts";
import { type Finding, ok, pasteable, warning } from "./finding.ts";

const CHECK = "locks";
/** Batches and statements of a move take far less time. */
const LONG_SECONDS = 30;
const HOLDERS_SHOWN = 5;
const LEAD_TABLES = ["vicidial_list", "vicidial_list_archive"];

/**
 * Sources of metadata locks on tables: MariaDB's plugin metadata_lock_info, or MySQL's performance_schema for accounts
 * that can read it.
 */
const METADATA_LOCKS = [
  {
    schema: "information_schema",
    table: "METADATA_LOCK_INFO",
    sql: `SELECT DISTINCT thread_id AS id, table_name AS name FROM information_schema.metadata_lock_info
          WHERE table_schema = ? AND table_name IN (?) AND thread_id <> CONNECTION_ID()`,
  },
  {
    schema: "performance_schema",
    table: "metadata_locks",
    sql: `SELECT DISTINCT t.processlist_id AS id, l.object_name AS name FROM performance_schema.metadata_locks AS l
          JOIN performance_schema.threads AS t ON t.thread_id = l.owner_thread_id
          WHERE l.object_schema = ? AND l.object_name IN (?) AND l.lock_status = 'GRANTED'
            AND t.processlist_id <> CONNECTION_ID()`,
  },
] as const;

interface TableHolder {
  id: number;
  name: string;
}

function namedLockFindings(
  lockedWork: "moves" | "migrations",
  holder: LockHolder | undefined,
  longSeconds: number,
): readonly Finding[] {
  if (!holder) return [];
  const who = describeHolder(holder);
  const text =
    lockedWork === "moves"
      ? phrase("The lock for moves is held by %1s.", who)
      : phrase("The lock for migrations is held by %1s.", who);
  if (holder.session && holder.session.seconds < longSeconds) return [ok(CHECK, text)];
  const advice = phrase("If no instance of the plugin is working there, end the connection.");
  return [warning(CHECK, sentences(text, advice), pasteable(`KILL ${holder.connectionId}`))];
}

async function readTableHolders(db: Knex, database: string): Promise<readonly TableHolder[]> {
  for (const { schema, table, sql } of METADATA_LOCKS) {
    const listed = await queryRows(
      db,
      "SELECT 1 FROM information_schema.tables WHERE table_schema = ? AND table_name = ?",
      [schema, table],
    );
    if (listed.length > 0) return queryRows<TableHolder>(db, sql, [database, LEAD_TABLES]);
  }
  return [];
}

async function tableFindings(db: Knex, database: string, longSeconds: number): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const { id, name } of await readTableHolders(db, database)) {
    const session = await readSession(db, id);
    // The duration of an invisible session is unknown, so it may be a short one.
    if (!session || session.seconds < longSeconds) continue;
    const text = phrase(
      "%1s is in use by %2s. An ALTER TABLE waits for this session, and moves wait for the ALTER TABLE. End the connection if it is not needed.",
      name,
      describeHolder({ connectionId: id, session }),
    );
    findings.push(warning(CHECK, text, pasteable(`KILL ${id}`)));
  }
  return findings.slice(0, HOLDERS_SHOWN);
}

/**
 * Finds sessions that block moves or migrations, as far as the account can see them.
 *
 * @param longSeconds a lock held for less time is normal work
 */
export async function examineLocks(
  db: Knex,
  vicidialDatabase: string,
  longSeconds = LONG_SECONDS,
): Promise<readonly Finding[]> {
  const moveLock = await readMoveLockName(db, vicidialDatabase);
  const findings = [
    ...namedLockFindings("moves", moveLock ? await readLockHolder(db, moveLock) : undefined, longSeconds),
    ...namedLockFindings("migrations", await readLockHolder(db, MIGRATION_LOCK), longSeconds),
    ...(await tableFindings(db, vicidialDatabase, longSeconds)),
  ];
  return findings.length > 0 ? findings : [ok(CHECK, phrase("No session blocks moves."))];
}
