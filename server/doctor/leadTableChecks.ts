import type { Knex } from "knex";
import { quoteName } from "../db/sql.ts";
import { columnConflict, typeConflict } from "../leads/tables/columnEquality.ts";
import type { LeadTable } from "../leads/tables/direction.ts";
import { qualify } from "../leads/tables/statements.ts";
import { phrase } from "../lib/phrase.ts";
import { examineChildTables } from "./childTableChecks.ts";
import { engineFindings } from "./engineChecks.ts";
import { broken, type Finding, ok, pasteable, warning } from "./finding.ts";
import { type ColumnDefinition, readDefinition, type TableDefinition } from "./tableFacts.ts";

const LIVE: LeadTable = "vicidial_list";
const ARCHIVE: LeadTable = "vicidial_list_archive";

/** A column that exists in both tables. */
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
  const position = column.after === null ? " FIRST" : ` AFTER ${quoteName(column.after)}`;
  return pasteable(
    `ALTER TABLE ${name} ADD COLUMN ${quoteName(column.name)} ${column.definition}${position}`,
  );
}

/** Without strict mode, ALTER TABLE silently truncates values that no longer fit. */
const USE_STRICT_MODE = "SET SESSION sql_mode = 'STRICT_ALL_TABLES'";

function modifyColumn(name: string, column: ColumnDefinition): readonly string[] {
  return pasteable(
    USE_STRICT_MODE,
    `ALTER TABLE ${name} MODIFY COLUMN ${quoteName(column.name)} ${column.definition}`,
  );
}

function isSame({ live, archived }: Pair): boolean {
  return (
    live.type === archived.type && live.charset === archived.charset && live.nullable === archived.nullable
  );
}

function describeColumn({ type, charset, nullable }: ColumnDefinition): string {
  return `${type}${charset ? ` ${charset}` : ""}${nullable ? "" : " NOT NULL"}`;
}

/** Converts between local times and instants in the server's time zone, as Vicidial's sessions do. */
const USE_SERVER_ZONE = "SET SESSION time_zone = @@global.time_zone";

function differingFinding(archiveName: string, pair: Pair): Finding {
  const { live, archived } = pair;
  const facts = [`"${live.name}"`, describeColumn(live), LIVE, describeColumn(archived), ARCHIVE] as const;
  const fix = modifyColumn(archiveName, live);
  const conflict = typeConflict(live.dataType, archived.dataType);
  return conflict
    ? broken(
        "columns",
        phrase(
          "%1s is %2s in %3s and %4s in %5s: %6s. Every move is refused until both types match.",
          ...facts,
          conflict,
        ),
        [...pasteable(USE_SERVER_ZONE), ...fix],
      )
    : warning(
        "columns",
        phrase("%1s is %2s in %3s and %4s in %5s. A lead that does not fit is refused.", ...facts),
        fix,
      );
}

function driftFindings(
  database: string,
  live: TableDefinition,
  archive: TableDefinition,
): readonly Finding[] {
  const [liveName, archiveName] = [qualify(database, LIVE), qualify(database, ARCHIVE)];
  const archivedColumns = new Map(archive.columns.map((column) => [key(column.name), column]));
  const pairs = live.columns.flatMap((column): readonly Pair[] => {
    const archived = archivedColumns.get(key(column.name));
    return archived ? [{ live: column, archived }] : [];
  });
  const findings = [
    ...missingFrom(archive, live).map((column) =>
      warning(
        "columns",
        phrase(
          "%2s lacks %1s. Restored leads get its default value, and leads with other data there cannot be archived.",
          `"${column.name}"`,
          ARCHIVE,
        ),
        addColumn(archiveName, column),
      ),
    ),
    ...missingFrom(live, archive).map((column) =>
      warning(
        "columns",
        phrase("%2s lacks %1s. Archived leads with data there cannot be restored.", `"${column.name}"`, LIVE),
        addColumn(liveName, column),
      ),
    ),
    ...[live, archive].flatMap(({ table, columns }) =>
      columns.flatMap((column) => {
        const conflict = columnConflict(column);
        return conflict
          ? [
              broken(
                "columns",
                phrase("%1s in %2s. Every move is refused until you change this column.", conflict, table),
              ),
            ]
          : [];
      }),
    ),
    ...pairs.filter((pair) => !isSame(pair)).map((pair) => differingFinding(archiveName, pair)),
  ];
  return findings.length > 0 ? findings : [ok("columns", phrase("Both tables have the same columns."))];
}

function keyFindings(database: string, tables: readonly TableDefinition[]): readonly Finding[] {
  return tables.map(({ table, leadIdIsUnique, hasPrimaryKey }) => {
    if (leadIdIsUnique) return ok("lead_id", phrase("lead_id is unique in %1s.", table));
    const kind = hasPrimaryKey ? "UNIQUE" : "PRIMARY";
    return broken(
      "lead_id",
      phrase("%1s has no unique key on lead_id, so every batch reads the whole table. Add one.", table),
      pasteable(`ALTER TABLE ${qualify(database, table)} ADD ${kind} KEY (lead_id)`),
    );
  });
}

/** Source: Vicidial's manual. The archive is like the live table, but without AUTO_INCREMENT. */
function createArchive(database: string, live: TableDefinition): readonly string[] {
  const name = qualify(database, ARCHIVE);
  const leadId = live.columns.find((column) => key(column.name) === "lead_id");
  return [
    ...pasteable(`CREATE TABLE ${name} LIKE ${qualify(database, LIVE)}`),
    ...(leadId ? modifyColumn(name, leadId) : []),
  ];
}

function missingTable(database: string, table: LeadTable, fix: readonly string[] = []): Finding {
  return broken("tables", phrase("Table %1s does not exist in %2s.", table, database), fix);
}

/** Checks both lead tables: existence, keys, storage engines and differing columns. */
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
      broken(
        "tables",
        phrase("%1s is a view. Leads can only be moved between tables. Replace it with a table.", table),
      ),
    );
  return [
    ok("tables", phrase("Both lead tables exist.")),
    ...keyFindings(database, [live, archive]),
    ...engineFindings(database, live, archive),
    ...driftFindings(database, live, archive),
    ...(await examineChildTables(db, database, childTables)),
  ];
}
