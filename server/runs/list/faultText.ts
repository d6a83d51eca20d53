import type { DirectionName } from "../../leads/tables/direction.ts";
import type { LineFault } from "./cells.ts";
import type { ListLayout } from "./layout.ts";
import { TOO_MANY_LEADS } from "./matchEntries.ts";

const NOT_A_VALUE: Readonly<Record<ListLayout["match"], string>> = {
  lead_id: "not a lead id (a whole number such as 1234567)",
  vendor_lead_code: "not a vendor lead code",
  phone_number: "not a phone number",
};

/** By the direction in which the leads of the list move. */
const NO_MATCH: Readonly<Record<DirectionName, string>> = {
  dearchive: "no archived lead that you may see has this value",
  archive: "no live lead that you may see has this value",
};

const TEXTS: Readonly<Record<Exclude<LineFault, "width" | "not_whole" | "no_match">, string>> = {
  empty: "the column is empty",
  grouped: "thousands separators: write the number without them",
  too_large: "larger than any lead id can be",
  too_long_value: "longer than the Vicidial column",
  altered: "shortened by a spreadsheet program: the full value is lost",
  unreadable: "characters that cannot be read: save the list as UTF-8",
  quotes: "a quotation mark that is not closed or not where it belongs",
  too_long: "the line is longer than 1 MB",
  binary: "binary data",
  heading: "the heading again",
  too_many_leads: TOO_MANY_LEADS,
};

/** Returns the reason why a line was refused, as text for the user. Pure. */
export function faultText(
  fault: LineFault,
  { width, match }: Pick<ListLayout, "width" | "match">,
  direction: DirectionName = "dearchive",
): string {
  if (fault === "no_match") return NO_MATCH[direction];
  if (fault === "width") return `the line does not have ${width} column${width === 1 ? "" : "s"}`;
  return fault === "not_whole" ? NOT_A_VALUE[match] : TEXTS[fault];
}
