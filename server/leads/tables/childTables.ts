import type { Knex } from "knex";
import { queryRows } from "../../db/sql.ts";
import { fail } from "../../errors.ts";
import type { MovedTable } from "./direction.ts";

/** A foreign key through which deleting a lead changes rows of another table. */
export interface ChildTable {
  /** As written in the setting: with its database if that is a different one. */
  readonly name: string;
  readonly constraint: string;
  /** CASCADE, SET NULL or SET DEFAULT. */
  readonly rule: string;
}

/** The setting with which an operator accepts that child tables change with the leads. */
export const CHILD_TABLES_SETTING = "DEARCHIVE_CHILD_TABLES";

interface ChildRow {
  owner: string;
  child: string;
  name: string;
  rule: string;
}

/**
 * Reads the child tables whose rows are deleted or changed with a deleted row. The server shows only tables on which the account
 * has rights, so a child table in another database may stay hidden.
 */
export async function readChildTables(
  connection: Knex,
  database: string,
  table: MovedTable,
): Promise<readonly ChildTable[]> {
  const rows = await queryRows<ChildRow>(
    connection,
    `SELECT constraint_schema AS owner, table_name AS child, constraint_name AS name, delete_rule AS rule
     FROM information_schema.referential_constraints
     WHERE unique_constraint_schema = ? AND referenced_table_name = ?
       AND delete_rule IN ('CASCADE', 'SET NULL', 'SET DEFAULT') ORDER BY owner, child, name`,
    [database, table],
  );
  return rows.map(({ owner, child, name, rule }) => ({
    name: owner === database ? child : `${owner}.${child}`,
    constraint: name,
    rule,
  }));
}

/** Returns the child tables that the operator has not accepted. */
export function unaccepted(
  children: readonly ChildTable[],
  accepted: readonly string[],
): readonly ChildTable[] {
  const names = new Set(accepted.map((name) => name.toLowerCase()));
  return children.filter(({ name }) => !names.has(name.toLowerCase()));
}

export function describeChild({ name, constraint, rule }: ChildTable): string {
  return `"${name}" (foreign key ${constraint}, ON DELETE ${rule})`;
}

/** Maximum age (ms) of a cached result, even if the counters have not changed. */
const FRESH_MS = 60_000;

/** Counts the statements that can create a foreign key. The parent table's definition does not show its children. */
async function countDefinitions(connection: Knex): Promise<string> {
  const rows = await queryRows<{ Value: string }>(
    connection,
    "SHOW GLOBAL STATUS WHERE variable_name IN ('Com_alter_table', 'Com_create_table')",
  );
  return rows.map(({ Value }) => Value).join();
}

/**
 * Guards the child tables of one Vicidial database. Caches them until a table is created or altered.
 *
 * @param accepted child tables that may change with the leads
 */
export function createChildGuard(database: string, accepted: readonly string[]) {
  const known = new Map<MovedTable, { stamp: string; readAt: number; children: readonly ChildTable[] }>();

  async function childrenOf(
    connection: Knex,
    table: MovedTable,
    counted: Promise<string | undefined> | undefined,
  ): Promise<readonly ChildTable[]> {
    const stamp = (await counted) ?? (await countDefinitions(connection));
    const last = known.get(table);
    if (last?.stamp === stamp && performance.now() - last.readAt < FRESH_MS) return last.children;
    const readAt = performance.now();
    const children = await readChildTables(connection, database, table);
    known.set(table, { stamp, readAt, children });
    return children;
  }

  return {
    /**
     * Counts definitions on a separate connection, so that the 0.5 ms overlap with selecting the leads. Never rejects: `refuse`
     * repeats a failed count.
     */
    countAhead: (db: Knex): Promise<string | undefined> => countDefinitions(db).catch(() => undefined),

    /**
     * Refuses to delete rows of a table if that would change another table.
     *
     * @param counted the promise of `countAhead`, if it was called
     * @throws DearchiveError tables_unusable naming the child table and the setting
     */
    async refuse(connection: Knex, table: MovedTable, counted?: Promise<string | undefined>): Promise<void> {
      const [child] = unaccepted(await childrenOf(connection, table, counted), accepted);
      if (!child) return;
      const detail = `deleting from ${table} also changes ${describeChild(child)}: add "${child.name}" to ${CHILD_TABLES_SETTING} to accept that`;
      fail({ code: "tables_unusable", detail });
    },
  };
}

export type ChildGuard = ReturnType<typeof createChildGuard>;
