import type { LeadSearch } from "../../leads/lookup/searchTerms.ts";
import { type PageText, type Phrase, phrase, term } from "../../lib/phrase.ts";
import type { Take } from "../../runs/runSource.ts";
import { showCount } from "../history/batchView.ts";

/** A period in words: with both ends, without an end, and without a start. */
type PeriodTexts = readonly [between: string, since: string, until: string];
const CALLED: PeriodTexts = [
  phrase("last called %1s to %2s"),
  phrase("last called since %1s"),
  phrase("last called until %1s"),
];
const ENTERED: PeriodTexts = [
  phrase("entered %1s to %2s"),
  phrase("entered since %1s"),
  phrase("entered until %1s"),
];

function days([between, since, until]: PeriodTexts, from?: string, to?: string): readonly PageText[] {
  if (from !== undefined && to !== undefined) return [phrase(between, from, to)];
  if (from !== undefined) return [phrase(since, from)];
  return to === undefined ? [] : [phrase(until, to)];
}

function idleLabel(day: string | undefined): readonly PageText[] {
  return day === undefined ? [] : [phrase("not called since %1s", day)];
}

function leadsLabel([first, ...others]: readonly number[]): PageText {
  return first !== undefined && others.length === 0
    ? phrase("lead %1s", first)
    : phrase("%1s lead ids", others.length + (first === undefined ? 0 : 1));
}

/** Describes which of the found leads a run takes. Pure. */
export function takeLabel({ most, order }: Take): Phrase {
  return order === "oldest_call"
    ? phrase("at most %1s, least recently called first", showCount(most))
    : phrase("at most %1s, lowest id first", showCount(most));
}

/** Describes a search: `list 1001 · status NEW`. Pure. */
export function searchLabel(search: LeadSearch): PageText {
  const { leadIds, phone, vendorCode, listId, statuses } = search;
  const [first = "", ...others] = [
    ...(leadIds ? [leadsLabel(leadIds)] : []),
    ...(phone === undefined ? [] : [phrase("a phone number")]),
    ...(vendorCode === undefined ? [] : [phrase("a vendor code")]),
    ...(listId === undefined ? [] : [phrase("list %1s", listId)]),
    ...(statuses ? [phrase("status %1s", statuses.join(", "))] : []),
    ...days(CALLED, search.calledFrom, search.calledTo),
    ...idleLabel(search.notCalledSince),
    ...days(ENTERED, search.enteredFrom, search.enteredTo),
  ];
  return others.reduce<PageText>((text, other) => phrase("%1s · %2s", term(text), term(other)), first);
}
