import type { Knex } from "knex";
import { quoteName } from "../db/sql.ts";
import { columnConflict, typeConflict } from "../leads/tables/columnEquality.ts";
import type { LeadTable } from "../leads/tables/direction.ts";
import { qualify } from "../leads/tables/statements.ts";
import { storageConflict } from "../leads/tables/storageEngines.ts";
import { examineChildTables } from "./childTableChecks.ts";
import { broken, type Finding, ok, pasteable, warning } from "./finding.ts";
import { type ColumnDefinition, readDefinition, type TableDefinition } from "./tableFacts.ts";

const LIVE: LeadTable = "vicidial_list";
const ARCHIVE: LeadTable = "vicidial_list_archive";

/** A column and its twin in the other table. */
interface Pair {
  readonly live: ColumnDefinition;
  readonly archived: ColumnDefinition;
}

function key(name: string): string {
  return name.toLowerCase();
}

function missingFrom(table: TableDefinition, other: TableDefinition): readonly ColumnDefinition[] {
  const names = new Set(table.columns.map((column) => key(column.name)));
  return other.columns.filter((column) => !names.has(key(column.name)));
}

function addColumn(name: string, column: ColumnDefinition): readonly string[] {
  const place = column.after === null ? " FIRST" : ` AFTER ${quoteName(column.after)}`;
  return pasteable(`ALTER TABLE ${name} ADD COLUMN ${quoteName(column.name)} ${column.definition}${place}`);
}

/** On a lax server an ALTER TABLE cuts what does not fit any more; a strict one refuses. */
const REFUSE_TO_CUT = "SET SESSION sql_mode = 'STRICT_ALL_TABLES'";

function modifyColumn(name: string, column: ColumnDefinition): readonly string[] {
  return pasteable(
    REFUSE_TO_CUT,
    `ALTER TABLE ${name} MODIFY COLUMN ${quoteName(column.name)} ${column.definition}`,
  );
}

function isSame({ live, archived }: Pair): boolean {
  return (
    live.type === archived.type && live.charset === archived.charset && live.nullable === archived.nullable
  );
}

function described({ type, charset, nullable }: ColumnDefinition): string {
  return `${type}${charset ? ` ${charset}` : ""}${nullable ? "" : " NOT NULL"}`;
}

/** Local times and instants are turned into each other as Vicidial's sessions see them: in the server's zone. */
const AS_VICIDIAL_SEES_IT = "SET SESSION time_zone = @@global.time_zone";

function differingFinding(archiveName: string, pair: Pair): Finding {
  const { live, archived } = pair;
  const what = `"${live.name}" is ${described(live)} in ${LIVE} and ${described(archived)} in ${ARCHIVE}`;
  const mend = modifyColumn(archiveName, live);
  const conflict = typeConflict(live.dataType, archived.dataType);
  return conflict
    ? broken("columns", `${what}: ${conflict}; every move is refused until both are alike`, [
        ...pasteable(AS_VICIDIAL_SEES_IT),
        ...mend,
      ])
    : warning("columns", `${what}: a lead that does not fit is refused`, mend);
}

function driftFindings(
  database: string,
  live: TableDefinition,
  archive: TableDefinition,
): readonly Finding[] {
  const [liveName, archiveName] = [qualify(database, LIVE), qualify(database, ARCHIVE)];
  const duplicates = new Map(archive.columns.map((column) => [key(column.name), column]));
  const pairs = live.columns.flatMap((column): readonly Pair[] => {
    const archived = duplicates.get(key(column.name));
    return archived ? [{ live: column, archived }] : [];
  });
  const findings = [
    ...missingFrom(archive, live).map((column) =>
      warning(
        "columns",
        `${ARCHIVE} lacks "${column.name}": archived leads come back with its default, and archiving a lead that holds data there is refused`,
        addColumn(archiveName, column),
      ),
    ),
    ...missingFrom(live, archive).map((column) =>
      warning(
        "columns",
        `${LIVE} lacks "${column.name}": bringing back a lead that holds data there is refused`,
        addColumn(liveName, column),
      ),
    ),
    ...[live, archive].flatMap(({ table, columns }) =>
      columns.flatMap((column) => {
        const why = columnConflict(column);
        return why
          ? [broken("columns", `${why} in ${table}: every move is refused until that is changed`)]
          : [];
      }),
    ),
    ...pairs.filter((pair) => !isSame(pair)).map((pair) => differingFinding(archiveName, pair)),
  ];
  return findings.length > 0 ? findings : [ok("columns", "both tables have the same columns")];
}

function keyFindings(database: string, tables: readonly TableDefinition[]): readonly Finding[] {
  return tables.map(({ table, leadIdIsUnique, hasPrimaryKey }) => {
    if (leadIdIsUnique) return ok("lead_id", `lead_id is unique in ${table}`);
    const kind = hasPrimaryKey ? "UNIQUE" : "PRIMARY";
    return broken(
      "lead_id",
      `${table} has no unique key on lead_id: every batch reads the whole table`,
      pasteable(`ALTER TABLE ${qualify(database, table)} ADD ${kind} KEY (lead_id)`),
    );
  });
}

/** Tables out of which, or into which, no lead can be moved. */
function unfitFindings(database: string, tables: readonly TableDefinition[]): readonly Finding[] {
  const other = tables.find((each) => storageConflict(each) === undefined);
  return tables.flatMap((table) => {
    const why = storageConflict(table);
    if (why === undefined) return [];
    const engine = other?.engine ?? "InnoDB";
    const mend = `ALTER TABLE ${qualify(database, table.table)} ENGINE=${engine} ROW_FORMAT=DEFAULT`;
    return [broken("engines", `${why}: every move is refused until that is changed`, pasteable(mend))];
  });
}

function engineFinding(database: string, live: TableDefinition, archive: TableDefinition): Finding {
  const engines = `${LIVE} is ${live.engine}, ${ARCHIVE} is ${archive.engine}`;
  if (live.engine !== archive.engine) {
    return warning(
      "engines",
      `${engines}: batches take the slower, stepwise way that tables without transactions need`,
      pasteable(`ALTER TABLE ${qualify(database, ARCHIVE)} ENGINE=${live.engine}`),
    );
  }
  const way =
    live.engine.toLowerCase() === "innodb" ? "one transaction a batch" : "every batch keeps a journal";
  return ok("engines", `${engines}: ${way}`);
}

function engineFindings(
  database: string,
  live: TableDefinition,
  archive: TableDefinition,
): readonly Finding[] {
  const unfit = unfitFindings(database, [live, archive]);
  return unfit.length > 0 ? unfit : [engineFinding(database, live, archive)];
}

/** As Vicidial's manual makes it: like the live table, but it hands out no ids. */
function createArchive(database: string, live: TableDefinition): readonly string[] {
  const name = qualify(database, ARCHIVE);
  const leadId = live.columns.find((column) => key(column.name) === "lead_id");
  return [
    ...pasteable(`CREATE TABLE ${name} LIKE ${qualify(database, LIVE)}`),
    ...(leadId ? modifyColumn(name, leadId) : []),
  ];
}

function missingTable(database: string, table: LeadTable, fix: readonly string[] = []): Finding {
  return broken("tables", `there is no table ${table} in ${database}`, fix);
}

/** Both lead tables: whether they are there, their keys and engines, and how far they have grown apart. */
export async function examineLeadTables(
  db: Knex,
  database: string,
  childTables: readonly string[] = [],
): Promise<readonly Finding[]> {
  const live = await readDefinition(db, database, LIVE);
  const archive = await readDefinition(db, database, ARCHIVE);
  const missing: readonly LeadTable[] = archive ? [LIVE] : [LIVE, ARCHIVE];
  if (!live) return missing.map((table) => missingTable(database, table));
  if (!archive) return [missingTable(database, ARCHIVE, createArchive(database, live))];
  const views = [live, archive].filter(({ engine }) => engine === "");
  if (views.length > 0)
    return views.map(({ table }) =>
      broken("tables", `${table} is a view: leads are moved between tables alone`),
    );
  return [
    ok("tables", "both lead tables are there"),
    ...keyFindings(database, [live, archive]),
    ...engineFindings(database, live, archive),
    ...driftFindings(database, live, archive),
    ...(await examineChildTables(db, database, childTables)),
  ];
}
