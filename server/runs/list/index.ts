export type { LineFault } from "./cells.ts";
export { MATCH_COLUMNS, type MatchColumn } from "./columnNames.ts";
export { countLines } from "./countLines.ts";
export { faultText } from "./faultText.ts";
export type { LayoutChoice, LayoutDecision, ListLayout } from "./layout.ts";
export { type MatchedEntry, matchEntries } from "./matchEntries.ts";
export { type ListEntry, type OpenedList, openLeadList } from "./openLeadList.ts";
export { GROUPED_DIGITS, openPastedIds, SEPARATE_IDS } from "./pastedIds.ts";
export { UnreadableList } from "./unreadableList.ts";
