import { type Phrase, phrase, term } from "../../lib/phrase.ts";
import type { LeadChanges } from "./leadChanges.ts";

/** Names each change in a few words, for the end of a sentence. Pure. */
export function changeLabels(
  { listId, status, resetsCalled, resetsCount, rank, owner, correctsOffset }: LeadChanges,
  listName = "",
): readonly Phrase[] {
  return [
    ...(listId === undefined ? [] : [phrase("list %1s", `${listId} ${listName}`.trim())]),
    ...(status === undefined ? [] : [phrase("status %1s", status)]),
    ...(resetsCalled ? [term(phrase("can be dialed again"))] : []),
    ...(resetsCount ? [term(phrase("0 phone calls"))] : []),
    ...(rank === undefined ? [] : [phrase("rank %1s", rank)]),
    ...(owner === undefined ? [] : [owner === "" ? term(phrase("no owner")) : phrase("owner %1s", owner)]),
    ...(correctsOffset ? [term(phrase("GMT offset corrected"))] : []),
  ];
}
