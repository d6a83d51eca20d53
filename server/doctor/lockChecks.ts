import type { Knex } from "knex";
import { describeHolder, type LockHolder, readLockHolder, readSession } from "../db/lockHolder.ts";
import { MIGRATION_LOCK } from "../db/migrations.ts";
import { queryRows } from "../db/sql.ts";
import { readMoveLockName } from "../leads/move/moveLock.ts";
import { type Finding, ok, pasteable, warning } from "./finding.ts";

const CHECK = "locks";
/** Batches and statements of a move take far less. */
const LONG_SECONDS = 30;
const HOLDERS_SHOWN = 5;
const LEAD_TABLES = ["vicidial_list", "vicidial_list_archive"];

/**
 * Who holds the definition of a table, where the server tells: MariaDB's plugin metadata_lock_info, and MySQL's
 * performance_schema for accounts that may read it.
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
  what: string,
  holder: LockHolder | undefined,
  longSeconds: number,
): readonly Finding[] {
  if (!holder) return [];
  const text = `${describeHolder(holder)} holds the lock of ${what}`;
  if (holder.session && holder.session.seconds < longSeconds) return [ok(CHECK, text)];
  const why = "if no instance of the plugin is at work there, end the connection";
  return [warning(CHECK, `${text}: ${why}`, pasteable(`KILL ${holder.connectionId}`))];
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
    // A session that cannot be seen may be at work for a millisecond.
    if (!session || session.seconds < longSeconds) continue;
    const text = `${describeHolder({ connectionId: id, session })} uses ${name}: an ALTER TABLE waits for it, and moves wait for the ALTER`;
    findings.push(warning(CHECK, text, pasteable(`KILL ${id}`)));
  }
  return findings.slice(0, HOLDERS_SHOWN);
}

/**
 * Names the sessions that hold up moves or migrations, as far as the account may see them.
 *
 * @param longSeconds what is held for less is a move at work
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
  return findings.length > 0 ? findings : [ok(CHECK, "no session holds up moves")];
}
