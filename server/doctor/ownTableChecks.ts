import type { Knex } from "knex";
import type { CustomerScope } from "../db/customerScope.ts";
import { pendingMigrations } from "../db/migrations.ts";
import { createBatchStatistics, type OpenBatchCount, type StuckBatch } from "../history/batchStatistics.ts";
import { broken, type Finding, ok, pasteable, warning } from "./finding.ts";

const STUCK_LIMIT = 10;

const RESUME = ["vicidial-dearchive resume"];

/** What keeps a batch open for long, in words. */
const REASONS: Readonly<Record<string, string>> = {
  row_refused:
    "a lead does not fit the target table, or breaks a unique key there; mend the lead or the table",
  schema_drift: "the two lead tables have grown apart; mend what is found about them",
  tables_locked: "another session holds the lead tables",
  tables_unusable: "the server is read-only, a lead table is damaged, or a cluster does not replicate it",
};

/** Told as long as it lasts: what is tried again every half minute would look like work in progress. */
function stuckFinding({ batchId, errorCode }: StuckBatch): Finding {
  const what = `batch ${batchId} cannot be finished (${errorCode})`;
  const safe = "each of its leads stands in at least one table";
  if (errorCode !== "journal_unreadable") {
    const why = REASONS[errorCode] ?? "the server's log tells more";
    return warning("open batches", `${what}: ${why}. It is tried again every half minute; ${safe}`, RESUME);
  }
  const close = `UPDATE dearchive_batches SET state = 'failed', lease_owner = NULL WHERE id = ${batchId}`;
  return warning("open batches", `${what}: send its call again, and close it; ${safe}`, pasteable(close));
}

function openFinding({ abandoned, underWay }: OpenBatchCount): Finding {
  return abandoned > 0
    ? warning("open batches", `${abandoned} batches were left open by a dead instance`, RESUME)
    : ok("open batches", underWay > 0 ? `${underWay} are being worked on` : "none");
}

/** The plugin's own tables, and what a dead instance may have left in them. */
export async function examineOwnTables(db: Knex, scope: CustomerScope): Promise<readonly Finding[]> {
  const pending = await pendingMigrations(db);
  if (pending.length > 0) {
    return [
      broken("migrations", `own tables are missing or old: ${pending.join(", ")}`, [
        "vicidial-dearchive migrate",
      ]),
    ];
  }
  const statistics = createBatchStatistics(db, scope);
  const stuck = await statistics.listStuck(STUCK_LIMIT);
  return [
    ok("migrations", "own tables are up to date"),
    ...(stuck.length > 0 ? stuck.map(stuckFinding) : [openFinding(await statistics.countOpen())]),
  ];
}
