import type { DearchiveError } from "../../../errors.ts";
import type { Resolution } from "../../../history/resolutions.ts";
import type { PutBackResult } from "../../../leads/tables/savedRow.ts";
import { counted, type PageText, phrase, sentences } from "../../../lib/phrase.ts";
import { untilError } from "./keepCopies.ts";
import type { ResolveContext } from "./leadCopies.ts";
import { stopTexts } from "./stopTexts.ts";

const TABLES = { archived: "the archive", live: "the live table" } as const;
/** Why the copy of one lead and of many was not put back. */
const LEFT_TEXTS: Readonly<Record<Exclude<PutBackResult, "done">, readonly [one: string, many: string]>> = {
  occupied: [
    phrase("1 lead in that table again with other data: nothing was done."),
    phrase("%1s leads in that table again with other data: nothing was done."),
  ],
  inexact: [
    phrase("1 lead whose saved copy the table can no longer hold as it was: nothing was done."),
    phrase("%1s leads whose saved copy the table can no longer hold as it was: nothing was done."),
  ],
};

/** Puts a deleted copy back. Masked data needs no decision, so the viewer does not have to see it. */
async function putBack({ page, sources }: ResolveContext, resolution: Resolution): Promise<PutBackResult> {
  const { id, leadId, removedCopy, saved } = resolution;
  const note = sources.resolutions.noteUndone;
  const result = await sources.putBack(removedCopy, leadId, saved, (trx) => note(trx, id, page.user.user));
  if (result === "done")
    await page.log({
      section: "LEADS",
      type: "ADD",
      recordId: leadId,
      code: `${removedCopy} copy of lead ${leadId} put back`,
      notes: `The copy that was saved in the history is back in ${TABLES[removedCopy]}.`,
    });
  return result;
}

/** How many deleted copies were put back, and how many were not. */
export type PutBackCounts = Readonly<Record<PutBackResult, number>>;

export interface PutBackWork {
  readonly counts: PutBackCounts;
  /** The error that stopped the work; copies without a result were not touched. */
  readonly stopped: DearchiveError | undefined;
}

/** Puts deleted copies back, one by one, so an error stops the work but loses nothing. */
export async function putAllBack(
  context: ResolveContext,
  resolutions: readonly Resolution[],
): Promise<PutBackWork> {
  const counts = { done: 0, occupied: 0, inexact: 0 };
  const stopped = await untilError(resolutions, async (resolution) => {
    counts[await putBack(context, resolution)] += 1;
  });
  return { counts, stopped };
}

/**
 * Summarizes what was put back.
 *
 * @param asked how many copies were to be put back
 */
export function putBackSummary({ counts, stopped }: PutBackWork, asked: number): PageText {
  const left = (["occupied", "inexact"] as const)
    .filter((result) => counts[result] > 0)
    .map((result) => counted(counts[result], ...LEFT_TEXTS[result]));
  const done = counted(
    counts.done,
    phrase("The deleted copy of 1 lead was put back."),
    phrase("The deleted copies of %1s leads were put back."),
  );
  const rest = asked - counts.done - counts.occupied - counts.inexact;
  return sentences(done, ...left, ...stopTexts(stopped, rest));
}
