import {
  type Column,
  columnConflict,
  type Equality,
  equalityOf,
  isPlainCharset,
  typeConflict,
} from "./columnEquality.ts";
import type { MovedTable } from "./direction.ts";
import { storageConflict } from "./storageEngines.ts";

/** A table with its storage engine. */
export interface TableEngine {
  readonly table: MovedTable;
  readonly engine: string;
}

export interface TableFacts {
  readonly table: MovedTable;
  readonly engine: string;
  /** Only known where it matters: a packed MyISAM table. */
  readonly rowFormat?: string | null;
  readonly columns: readonly Column[];
}

export interface ComparedColumn {
  readonly name: string;
  readonly equality: Equality;
  /** A text or bytes without a small limit: only the beginning is read to be shown. */
  readonly long: boolean;
}

/** What a move between two tables copies and compares. */
export interface ColumnPlan {
  /** Both tables with their storage engines. */
  readonly tables: readonly TableEngine[];
  /** In both tables and insertable, in the source's order. */
  readonly copied: readonly string[];
  /** In both tables: a source row is deleted only where all of these are equal. */
  readonly compared: readonly ComparedColumn[];
  /** Only in the source: a row may be moved only where they hold their default. */
  readonly sourceOnly: readonly Column[];
  /** Only in the target, and not computed there: what is inserted gets their default. */
  readonly targetOnly: readonly Column[];
  /** What stands in the way of any move between the two tables, for people. */
  readonly obstacles: readonly string[];
  /** Both tables roll back; else the order of the statements is what makes a move safe. */
  readonly transactional: boolean;
  /** One table may roll back and the other does not: what was inserted must be committed before anything is deleted. */
  readonly mixed: boolean;
  /** Whether other tables may have foreign keys to the source. */
  readonly mayHaveChildren: boolean;
  /** Whether the server returns rows as it inserted them (`INSERT ... RETURNING`). */
  readonly returnsInserted: boolean;
}

const TRANSACTIONAL_ENGINES = new Set(["innodb", "rocksdb"]);
/** Engines that surely do not roll back: every statement is there to stay. */
const PLAIN_ENGINES = new Set(["myisam", "aria", "memory", "mrg_myisam", "csv"]);
function oddColumns({ table, columns }: TableFacts): readonly string[] {
  return columns.flatMap((column) => {
    const why = columnConflict(column);
    return why ? [`${why} in ${table}`] : [];
  });
}

/** A column's name in the source, and its descriptions in both tables. */
interface Pair {
  readonly source: Column;
  readonly target: Column;
}

function obstaclesOf(pairs: readonly Pair[], source: MovedTable, target: MovedTable): readonly string[] {
  return pairs.flatMap((pair) => {
    const [one, other] = [pair.source.dataType, pair.target.dataType];
    const why = typeConflict(one, other);
    if (![pair.source, pair.target].every(({ charset }) => isPlainCharset(charset)))
      return [`the character set of "${pair.source.name}" has no name that can be written`];
    return why ? [`"${pair.source.name}" is ${one} in ${source} and ${other} in ${target}: ${why}`] : [];
  });
}

function isTransactional({ engine }: TableFacts): boolean {
  return TRANSACTIONAL_ENGINES.has(engine.toLowerCase());
}

function isPlain({ engine }: TableFacts): boolean {
  return PLAIN_ENGINES.has(engine.toLowerCase());
}

/** The columns that the other table lacks. What the server computes from other columns is no data of its own. */
function ownColumns({ columns }: TableFacts, others: ReadonlyMap<string, Column>): readonly Column[] {
  return columns.filter(({ name, generated }) => !generated && !others.has(name.toLowerCase()));
}

/** Columns by name, which is case-insensitive on every server. */
function byName({ columns }: TableFacts): ReadonlyMap<string, Column> {
  return new Map(columns.map((column) => [column.name.toLowerCase(), column]));
}

/**
 * Decides, from both tables' facts, what is copied and how each column is compared. Pure.
 *
 * @param returnsInserted whether the server knows `INSERT ... RETURNING`
 */
export function planColumns(source: TableFacts, target: TableFacts, returnsInserted: boolean): ColumnPlan {
  const [sources, targets] = [byName(source), byName(target)];
  const shared = source.columns.flatMap((column): readonly Pair[] => {
    const twin = targets.get(column.name.toLowerCase());
    return twin && !(column.rowTime && twin.rowTime) ? [{ source: column, target: twin }] : [];
  });
  const transactional = isTransactional(source) && isTransactional(target);
  return {
    tables: [source, target].map(({ table, engine }) => ({ table, engine })),
    copied: shared.filter((pair) => !pair.target.generated).map((pair) => pair.source.name),
    compared: shared.map((pair) => ({
      name: pair.source.name,
      equality: equalityOf(pair.source, pair.target),
      long: [pair.source, pair.target].some(({ dataType }) => /text|blob|json/.test(dataType)),
    })),
    sourceOnly: ownColumns(source, targets),
    targetOnly: ownColumns(target, sources),
    obstacles: [
      ...[source, target].flatMap((facts) => storageConflict(facts) ?? []),
      ...oddColumns(source),
      ...oddColumns(target),
      ...obstaclesOf(shared, source.table, target.table),
    ],
    transactional,
    mixed: !transactional && !(isPlain(source) && isPlain(target)),
    mayHaveChildren: !isPlain(source),
    returnsInserted,
  };
}
