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
  /** Only relevant for a packed MyISAM table. */
  readonly rowFormat?: string | null;
  readonly columns: readonly Column[];
}

export interface ComparedColumn {
  readonly name: string;
  readonly equality: Equality;
  /** Long text or binary column: only its beginning is read for display. */
  readonly long: boolean;
}

/** What a move between two tables copies and compares. */
export interface ColumnPlan {
  /** Both tables with their storage engines. */
  readonly tables: readonly TableEngine[];
  /** Columns in both tables that can be inserted, in the source's order. */
  readonly copied: readonly string[];
  /** Columns in both tables. A source row is deleted only if all of them are equal. */
  readonly compared: readonly ComparedColumn[];
  /** Columns only in the source. A row can be moved only if they hold their defaults. */
  readonly sourceOnly: readonly Column[];
  /** Columns only in the target that the server does not compute. Inserted rows get their defaults. */
  readonly targetOnly: readonly Column[];
  /** Reasons why no lead can be moved between the two tables, for people. */
  readonly obstacles: readonly string[];
  /** Whether both tables roll back. If not, the order of the statements makes a move safe. */
  readonly transactional: boolean;
  /** Whether perhaps one table rolls back and the other does not: inserts must be committed before deletes. */
  readonly mixed: boolean;
  /** Whether other tables may have foreign keys to the source. */
  readonly mayHaveChildren: boolean;
  /** Whether the server supports `INSERT ... RETURNING`. */
  readonly returnsInserted: boolean;
}

const TRANSACTIONAL_ENGINES = new Set(["innodb", "rocksdb"]);
/** Engines known not to roll back: every statement is final. */
const PLAIN_ENGINES = new Set(["myisam", "aria", "memory", "mrg_myisam", "csv"]);
function oddColumns({ table, columns }: TableFacts): readonly string[] {
  return columns.flatMap((column) => {
    const why = columnConflict(column);
    return why ? [`${why} in ${table}`] : [];
  });
}

/** A column of both tables. */
interface Pair {
  readonly source: Column;
  readonly target: Column;
}

function obstaclesOf(pairs: readonly Pair[], source: MovedTable, target: MovedTable): readonly string[] {
  return pairs.flatMap((pair) => {
    const [sourceType, targetType] = [pair.source.dataType, pair.target.dataType];
    const why = typeConflict(sourceType, targetType);
    if (![pair.source, pair.target].every(({ charset }) => isPlainCharset(charset)))
      return [`the character set of "${pair.source.name}" has no name that can be written`];
    return why
      ? [`"${pair.source.name}" is ${sourceType} in ${source} and ${targetType} in ${target}: ${why}`]
      : [];
  });
}

function isTransactional({ engine }: TableFacts): boolean {
  return TRANSACTIONAL_ENGINES.has(engine.toLowerCase());
}

function isPlain({ engine }: TableFacts): boolean {
  return PLAIN_ENGINES.has(engine.toLowerCase());
}

/** Returns the columns that the other table lacks, except computed ones: those hold no data of their own. */
function ownColumns({ columns }: TableFacts, others: ReadonlyMap<string, Column>): readonly Column[] {
  return columns.filter(({ name, generated }) => !generated && !others.has(name.toLowerCase()));
}

/** Maps columns by name. Column names are case-insensitive on every server. */
function byName({ columns }: TableFacts): ReadonlyMap<string, Column> {
  return new Map(columns.map((column) => [column.name.toLowerCase(), column]));
}

/**
 * Decides from both tables' facts which columns are copied and how each is compared.
 *
 * @param returnsInserted whether the server supports `INSERT ... RETURNING`
 */
export function planColumns(source: TableFacts, target: TableFacts, returnsInserted: boolean): ColumnPlan {
  const [sources, targets] = [byName(source), byName(target)];
  const shared = source.columns.flatMap((column): readonly Pair[] => {
    const counterpart = targets.get(column.name.toLowerCase());
    return counterpart && !(column.rowTime && counterpart.rowTime)
      ? [{ source: column, target: counterpart }]
      : [];
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
