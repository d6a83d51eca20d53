import type { Knex } from "knex";
import type { CustomerScope } from "../db/customerScope.ts";
import { pendingMigrations } from "../db/migrations.ts";
import { createBatchStatistics, type OpenBatchCount, type StuckBatch } from "../history/batchStatistics.ts";
import { broken, type Finding, ok, pasteable, warning } from "./finding.ts";

const STUCK_LIMIT = 10;

const RESUME = ["vicidial-dearchive resume"];

/** Reasons why a batch cannot finish, and what to do, by error code. */
const REASONS: Readonly<Record<string, string>> = {
  row_refused:
    "A lead does not fit the target table, or breaks a unique key there. Correct the lead or the table.",
  schema_drift: "The columns of the two lead tables differ too much. Apply the fixes for the columns.",
  tables_locked: "Another session locks the lead tables. End that session.",
  tables_unusable:
    "The server is read-only, a lead table is damaged, or the cluster does not replicate it. Repair the table or the server.",
};

/** Keep reporting it: it is retried every 30 s and would otherwise look like normal progress. */
function stuckFinding({ batchId, errorCode }: StuckBatch): Finding {
  const problem = `Batch ${batchId} cannot finish (${errorCode}).`;
  const safety = "Each of its leads is in at least one table.";
  if (errorCode !== "journal_unreadable") {
    const reason = REASONS[errorCode] ?? "See the log of the server.";
    return warning("open batches", `${problem} ${reason} It is retried every 30 seconds. ${safety}`, RESUME);
  }
  const close = `UPDATE dearchive_batches SET state = 'failed', lease_owner = NULL WHERE id = ${batchId}`;
  return warning(
    "open batches",
    `${problem} Its record is damaged. Send its request again, then close the batch. ${safety}`,
    pasteable(close),
  );
}

function countBatches(count: number): string {
  return count === 1 ? "1 batch" : `${count} batches`;
}

function openFinding({ abandoned, underWay }: OpenBatchCount): Finding {
  if (abandoned > 0)
    return warning(
      "open batches",
      `An instance stopped before it finished ${countBatches(abandoned)}. A running server finishes them automatically.`,
      RESUME,
    );
  return ok("open batches", underWay > 0 ? `In progress: ${countBatches(underWay)}.` : "There are none.");
}

/** Checks the plugin's own tables, and batches that a stopped instance left open. */
export async function examineOwnTables(db: Knex, scope: CustomerScope): Promise<readonly Finding[]> {
  const pending = await pendingMigrations(db);
  if (pending.length > 0) {
    return [
      broken(
        "migrations",
        `The plugin's own tables are missing or outdated. Pending migrations: ${pending.join(", ")}.`,
        ["vicidial-dearchive migrate"],
      ),
    ];
  }
  const statistics = createBatchStatistics(db, scope);
  const stuck = await statistics.listStuck(STUCK_LIMIT);
  return [
    ok("migrations", "The plugin's own tables are up to date."),
    ...(stuck.length > 0 ? stuck.map(stuckFinding) : [openFinding(await statistics.countOpen())]),
  ];
}
