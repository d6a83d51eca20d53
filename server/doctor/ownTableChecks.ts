import type { Knex } from "knex";
import type { CustomerScope } from "../db/customerScope.ts";
import { pendingMigrations } from "../db/migrations.ts";
import { createBatchStatistics, type OpenBatchCount, type StuckBatch } from "../history/batchStatistics.ts";
import { counted, type Phrase, phrase, term } from "../lib/phrase.ts";
import { broken, type Finding, ok, pasteable, warning } from "./finding.ts";

const STUCK_LIMIT = 10;

const RESUME = ["vicidial-dearchive resume"];

/** Reasons why a batch cannot finish, and what to do, by error code. */
const REASONS: Readonly<Record<string, string>> = {
  row_refused: phrase(
    "A lead does not fit the target table, or breaks a unique key there. Correct the lead or the table.",
  ),
  schema_drift: phrase(
    "The columns of the two lead tables differ too much. Apply the fixes for the columns.",
  ),
  tables_locked: phrase("Another session locks the lead tables. End that session."),
  tables_unusable: phrase(
    "The server is read-only, a lead table is damaged, or the cluster does not replicate it. Repair the table or the server.",
  ),
};

/** Keep reporting it: it is retried every 30 s and would otherwise look like normal progress. */
function stuckFinding({ batchId, errorCode }: StuckBatch): Finding {
  if (errorCode !== "journal_unreadable") {
    const reason = term(REASONS[errorCode] ?? phrase("See the log of the server."));
    const text = phrase(
      "Batch %1s cannot finish (%2s). %3s It is retried every 30 seconds. Each of its leads is in at least one table.",
      batchId,
      errorCode,
      reason,
    );
    return warning("open batches", text, RESUME);
  }
  const close = `UPDATE dearchive_batches SET state = 'failed', lease_owner = NULL WHERE id = ${batchId}`;
  return warning(
    "open batches",
    phrase(
      "Batch %1s cannot finish (%2s). Its record is damaged. Send its request again, then close the batch. Each of its leads is in at least one table.",
      batchId,
      errorCode,
    ),
    pasteable(close),
  );
}

function countBatches(count: number): Phrase {
  return term(counted(count, phrase("1 batch"), phrase("%1s batches")));
}

function openFinding({ abandoned, underWay }: OpenBatchCount): Finding {
  if (abandoned > 0)
    return warning(
      "open batches",
      phrase(
        "An instance stopped before it finished %1s. A running server finishes them automatically.",
        countBatches(abandoned),
      ),
      RESUME,
    );
  return ok(
    "open batches",
    underWay > 0 ? phrase("In progress: %1s.", countBatches(underWay)) : phrase("There are none."),
  );
}

/** Checks the plugin's own tables, and batches that a stopped instance left open. */
export async function examineOwnTables(db: Knex, scope: CustomerScope): Promise<readonly Finding[]> {
  const pending = await pendingMigrations(db);
  if (pending.length > 0) {
    return [
      broken(
        "migrations",
        phrase(
          "The plugin's own tables are missing or outdated. Pending migrations: %1s.",
          pending.join(", "),
        ),
        ["vicidial-dearchive migrate"],
      ),
    ];
  }
  const statistics = createBatchStatistics(db, scope);
  const stuck = await statistics.listStuck(STUCK_LIMIT);
  return [
    ok("migrations", phrase("The plugin's own tables are up to date.")),
    ...(stuck.length > 0 ? stuck.map(stuckFinding) : [openFinding(await statistics.countOpen())]),
  ];
}
