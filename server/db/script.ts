import type { Knex } from "knex";
import type { ResultSetHeader } from "mysql2";
import { runsBlocks } from "./serverKind.ts";
import type { Binding, Changed, Connection } from "./sql.ts";

/**
 * Statements that are sent together, because a round trip takes longer than a short statement. MariaDB runs them as one compound
 * statement, which ends with an error as soon as one of them fails or is killed. (Several statements in one packet do not: KILL
 * QUERY between two of them leaves the driver waiting for a result.) Other servers get one statement after the other.
 *
 * Either way, a script stops at its first error, and what was done before stays done unless its transaction rolls back.
 */
export interface Script<T> {
  readonly statements: readonly Statement[];
  /** Reads the answers, one for each statement. */
  readonly read: (answers: readonly Answer[]) => T;
}

interface Statement {
  readonly sql: string;
  readonly bindings: readonly Binding[];
  readonly answers: "rows" | "effect" | "nothing";
  /** Skipped if the statement before it changed no row. */
  readonly ifChanged?: true;
}

type Answer = unknown;

/** The effect of a statement that changes rows. */
export type Effect = Pick<Changed, "rows" | "warnings">;

/** A script without statements. */
export const NOTHING: Script<undefined> = { statements: [], read: () => undefined };

/** A statement that returns rows. */
export function query<Row>(sql: string, bindings: readonly Binding[] = []): Script<readonly Row[]> {
  return {
    statements: [{ sql, bindings, answers: "rows" }],
    read: ([rows]) => rows as readonly Row[],
  };
}

/** A statement that changes rows. */
export function change(sql: string, bindings: readonly Binding[] = []): Script<Effect> {
  return {
    statements: [{ sql, bindings, answers: "effect" }],
    read: ([effect]) => effect as Effect,
  };
}

/** A statement whose answer does not matter. */
export function command(sql: string, bindings: readonly Binding[] = []): Script<undefined> {
  return { statements: [{ sql, bindings, answers: "nothing" }], read: () => undefined };
}

type Builder = Pick<Knex.QueryBuilder, "toSQL">;

/** A statement of knex's builder whose answer does not matter. */
export function built(builder: Builder): Script<undefined> {
  const { sql, bindings } = builder.toSQL();
  return command(sql, bindings as Knex.RawBinding[]);
}

/** A statement of knex's builder that returns rows. */
export function builtQuery<Row>(builder: Builder): Script<readonly Row[]> {
  const { sql, bindings } = builder.toSQL();
  return query<Row>(sql, bindings as Knex.RawBinding[]);
}

type Results<Scripts extends readonly Script<unknown>[]> = {
  readonly [N in keyof Scripts]: Scripts[N] extends Script<infer T> ? T : never;
};

/** Runs scripts in their order; returns the result of each. */
export function all<const Scripts extends readonly Script<unknown>[]>(
  ...scripts: Scripts
): Script<Results<Scripts>> {
  return {
    statements: scripts.flatMap(({ statements }) => statements),
    read(answers) {
      let end = 0;
      return scripts.map(({ statements, read }) => {
        const start = end;
        end += statements.length;
        return read(answers.slice(start, end));
      }) as unknown as Results<Scripts>;
    },
  };
}

/** Converts the result of a script. */
export function map<T, U>(script: Script<T>, convert: (result: T) => U): Script<U> {
  return { statements: script.statements, read: (answers) => convert(script.read(answers)) };
}

/** Runs the first command, and the second one if the first changed a row. */
export function ifChanged(first: Script<undefined>, second: Script<undefined>): Script<undefined> {
  const conditional = second.statements.map((statement) => ({ ...statement, ifChanged: true as const }));
  return { statements: [...first.statements, ...conditional], read: () => undefined };
}

/** Must be the first statement after the change: almost every statement resets these values. */
const READ_EFFECT = "SELECT ROW_COUNT() AS `rows`, @@warning_count AS warnings;";

function toBlockText({ sql, answers, ifChanged: isConditional }: Statement): string {
  if (isConditional) return `IF ROW_COUNT() > 0 THEN ${sql}; END IF;`;
  return answers === "effect" ? `${sql};\n${READ_EFFECT}` : `${sql};`;
}

/** Proves that no statement before it was left out. */
const LAST = "SELECT 1 AS last;";

/** Sends all statements as one compound statement. */
async function sendBlock(
  connection: Connection,
  statements: readonly Statement[],
): Promise<readonly Answer[]> {
  const sql = `BEGIN NOT ATOMIC\n${statements.map(toBlockText).join("\n")}\n${LAST}\nEND`;
  const bindings = statements.flatMap((statement) => statement.bindings);
  const [results] = (await connection.raw(sql, bindings as Knex.RawBinding[])) as [unknown[][], unknown];
  const expected = statements.filter(({ answers }) => answers !== "nothing").length;
  // The last two are those of LAST and of the block itself.
  if (results.length !== expected + 2) throw new Error("a compound statement ended early");
  let next = 0;
  return statements.map(({ answers }) => {
    if (answers === "nothing") return undefined;
    const rows = results[next] ?? [];
    next += 1;
    return answers === "rows" ? rows : rows[0];
  });
}

async function sendEach(
  connection: Connection,
  statements: readonly Statement[],
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  let changed = 0;
  for (const statement of statements) {
    if (statement.ifChanged && changed === 0) {
      answers.push(undefined);
      continue;
    }
    const { sql, bindings } = statement;
    const [result] = (await connection.raw(sql, bindings as Knex.RawBinding[])) as [ResultSetHeader, unknown];
    changed = result.affectedRows;
    const effect: Effect = { rows: result.affectedRows, warnings: result.warningStatus };
    answers.push(statement.answers === "effect" ? effect : result);
  }
  return answers;
}

/**
 * Runs a script.
 *
 * @param connection one connection, or a transaction, if a statement depends on the state that an earlier one leaves behind
 */
export async function send<T>(connection: Connection, { statements, read }: Script<T>): Promise<T> {
  const isBlock = statements.length > 1 && runsBlocks(connection);
  return read(await (isBlock ? sendBlock : sendEach)(connection, statements));
}
