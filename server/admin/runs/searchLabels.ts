import type { LeadSearch } from "../../leads/lookup/searchTerms.ts";

/** Describes a search: `list 1001 · status NEW`. Pure. */
export function searchLabel(search: LeadSearch): string {
  const { leadIds, phone, vendorCode, listId, statuses } = search;
  const days = (what: string, from?: string, to?: string) => {
    if (from !== undefined && to !== undefined) return [`${what} ${from} to ${to}`];
    if (from !== undefined) return [`${what} since ${from}`];
    return to === undefined ? [] : [`${what} until ${to}`];
  };
  return [
    ...(leadIds ? [leadIds.length === 1 ? `lead ${leadIds[0]}` : `${leadIds.length} lead ids`] : []),
    ...(phone === undefined ? [] : ["a phone number"]),
    ...(vendorCode === undefined ? [] : ["a vendor code"]),
    ...(listId === undefined ? [] : [`list ${listId}`]),
    ...(statuses ? [`status ${statuses.join(", ")}`] : []),
    ...days("last called", search.calledFrom, search.calledTo),
    ...days("entered", search.enteredFrom, search.enteredTo),
  ].join(" · ");
}
