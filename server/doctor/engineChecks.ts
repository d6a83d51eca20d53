import { qualify } from "../leads/tables/statements.ts";
import { storageConflict } from "../leads/tables/storageEngines.ts";
import { phrase, sentences } from "../lib/phrase.ts";
import { broken, type Finding, ok, pasteable, warning } from "./finding.ts";
import type { TableDefinition } from "./tableFacts.ts";

/** Reports tables with a storage that rules out moves. */
function unfitFindings(database: string, tables: readonly TableDefinition[]): readonly Finding[] {
  const usable = tables.find((table) => storageConflict(table) === undefined);
  return tables.flatMap((table) => {
    const conflict = storageConflict(table);
    if (conflict === undefined) return [];
    const engine = usable?.engine ?? "InnoDB";
    const fix = `ALTER TABLE ${qualify(database, table.table)} ENGINE=${engine} ROW_FORMAT=DEFAULT`;
    return [
      broken("engines", phrase("%1s. Every move is refused. Convert the table.", conflict), pasteable(fix)),
    ];
  });
}

function engineFinding(database: string, live: TableDefinition, archive: TableDefinition): Finding {
  const engines = phrase(
    "%1s uses %2s, and %3s uses %4s.",
    live.table,
    live.engine,
    archive.table,
    archive.engine,
  );
  if (live.engine !== archive.engine) {
    return warning(
      "engines",
      sentences(
        engines,
        phrase("Batches need the slower move for tables without transactions. Use the same engine for both."),
      ),
      pasteable(`ALTER TABLE ${qualify(database, archive.table)} ENGINE=${live.engine}`),
    );
  }
  const isTransactional = live.engine.toLowerCase() === "innodb";
  const effect = isTransactional
    ? phrase("Each batch is one transaction.")
    : phrase("Each batch keeps a journal.");
  return ok("engines", sentences(engines, effect));
}

/** Checks that both lead tables use storage that moves can work with. */
export function engineFindings(
  database: string,
  live: TableDefinition,
  archive: TableDefinition,
): readonly Finding[] {
  const unfit = unfitFindings(database, [live, archive]);
  return unfit.length > 0 ? unfit : [engineFinding(database, live, archive)];
}
