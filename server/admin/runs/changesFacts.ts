import { changeLabels } from "../../leads/changes/index.ts";
import { counted, type PageText, phrase, sentences } from "../../lib/phrase.ts";
import { isUndo } from "../../runs/runSource.ts";
import type { RunContext } from "./runContext.ts";

/** What the run changes in its leads, and how many it has changed; null for nothing. */
export async function changesFact({ run, page }: RunContext): Promise<PageText | null> {
  const isAnyPossible = run.changes !== null || isUndo(run.source);
  if (!isAnyPossible || run.startedAt === null)
    return run.changes && phrase("%1s", changeLabels(run.changes));
  const { done, planned } = await page.customer.stores.changedLeads.countOfRun(run.id);
  if (run.changes === null && planned === 0) return null;
  const left = planned - done;
  const what = run.changes
    ? phrase("%1s.", changeLabels(run.changes))
    : phrase("The values that the undone run had changed are put back.");
  return sentences(
    what,
    counted(done, phrase("1 lead was changed."), phrase("%1s leads were changed.")),
    ...(left > 0
      ? [
          counted(
            left,
            phrase(
              "1 lead was not: another session had changed it after the move, or the table refused a new value.",
            ),
            phrase(
              "%1s leads were not: another session had changed them after the move, or the table refused a new value.",
            ),
          ),
        ]
      : []),
  );
}
