import type { Knex } from "knex";
import {
  CHILD_TABLES_SETTING,
  type ChildTable,
  describeChild,
  readChildTables,
  unaccepted,
} from "../leads/tables/childTables.ts";
import type { LeadTable } from "../leads/tables/direction.ts";
import { phrase, sentences } from "../lib/phrase.ts";
import { broken, type Finding, ok, warning } from "./finding.ts";

const CHECK = "child tables";

function childFinding(table: LeadTable, child: ChildTable, isAccepted: boolean): Finding {
  const problem = phrase("Deleting a lead from %1s also changes %2s.", table, describeChild(child));
  return isAccepted
    ? warning(CHECK, sentences(problem, phrase("You accepted this in %1s.", CHILD_TABLES_SETTING)))
    : broken(
        CHECK,
        sentences(
          problem,
          phrase(
            "Every move out of %1s is refused. Remove the foreign key, or add %2s to %3s.",
            table,
            `"${child.name}"`,
            CHILD_TABLES_SETTING,
          ),
        ),
      );
}

/** Checks for tables that lose or change rows when a lead is deleted from a lead table. */
export async function examineChildTables(
  db: Knex,
  database: string,
  accepted: readonly string[],
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const table of ["vicidial_list", "vicidial_list_archive"] as const) {
    const children = await readChildTables(db, database, table);
    const refused = new Set(unaccepted(children, accepted));
    findings.push(...children.map((child) => childFinding(table, child, !refused.has(child))));
  }
  return findings.length > 0 ? findings : [ok(CHECK, phrase("No other table changes with the leads."))];
}
