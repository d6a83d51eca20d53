import type { Knex } from "knex";
import { pendingMigrations } from "../db/migrations.ts";
import { createBatchStatistics } from "../history/batchStatistics.ts";
import { broken, type Finding, ok, warning } from "./finding.ts";

/** The plugin's own tables, and what a dead instance may have left in them. */
export async function examineOwnTables(db: Knex): Promise<readonly Finding[]> {
  const pending = await pendingMigrations(db);
  if (pending.length > 0) {
    return [
      broken("migrations", `own tables are missing or old: ${pending.join(", ")}`, [
        "vicidial-dearchive migrate",
      ]),
    ];
  }
  const { abandoned, underWay } = await createBatchStatistics(db).countOpen();
  return [
    ok("migrations", "own tables are up to date"),
    abandoned > 0
      ? warning("open batches", `${abandoned} batches were left open by a dead instance`, [
          "vicidial-dearchive resume",
        ])
      : ok("open batches", underWay > 0 ? `${underWay} are being worked on` : "none"),
  ];
}
