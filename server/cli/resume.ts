import { scopeOfCustomer } from "../db/customerScope.ts";
import { journalFor } from "../history/batchStore.ts";
import { createMover, isStillOpen, type Resumed } from "../leads/move/index.ts";
import { withEachCustomer } from "./customerAccess.ts";
import { counted, printJson, say } from "./output.ts";

function describe(resumed: Resumed): string {
  if ("result" in resumed) {
    const { selectCount, insertCount, deleteCount } = resumed.result;
    return `batch ${resumed.batchId}: finished; ${counted(selectCount, "lead")}, ${insertCount} inserted, ${deleteCount} deleted`;
  }
  const reason = resumed.error instanceof Error ? resumed.error.message : "unknown";
  return `batch ${resumed.batchId}: ${isStillOpen(resumed) ? "still open" : "failed, nothing was moved"} (${reason})`;
}

/** Runs `resume`. */
export async function resume({ json }: { json?: boolean }): Promise<void> {
  const resumed = (
    await withEachCustomer((db, { vicidialDatabase, childTables, name }, config) =>
      createMover({
        db,
        vicidialDatabase,
        childTables,
        journal: journalFor(scopeOfCustomer(config, name)),
        ...config,
      }).resumeAbandoned(),
    )
  ).flat();
  if (resumed.some(isStillOpen)) process.exitCode = 1;
  if (json) {
    return printJson(
      resumed.map((each) => ({ batchId: each.batchId, finished: "result" in each, open: isStillOpen(each) })),
    );
  }
  if (resumed.length === 0) return say("There are no open batches of stopped instances.");
  for (const each of resumed) say(describe(each));
}
