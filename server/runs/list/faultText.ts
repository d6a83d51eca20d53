import { MOST_MATCHES } from "../../leads/lookup/leadMatches.ts";
import type { DirectionName } from "../../leads/tables/direction.ts";
import { counted, type PageText, phrase } from "../../lib/phrase.ts";
import type { LineFault } from "./cells.ts";
import type { ListLayout } from "./layout.ts";

const NOT_A_VALUE: Readonly<Record<ListLayout["match"], string>> = {
  lead_id: phrase("not a lead id (a whole number such as 1234567)"),
  vendor_lead_code: phrase("not a vendor lead code"),
  phone_number: phrase("not a phone number"),
};

/** By the direction in which the leads of the list move. */
const NO_MATCH: Readonly<Record<DirectionName, string>> = {
  dearchive: phrase("no archived lead that you may see has this value"),
  archive: phrase("no live lead that you may see has this value"),
};

const TEXTS: Readonly<Record<Exclude<LineFault, "width" | "not_whole" | "no_match">, PageText>> = {
  empty: phrase("the column is empty"),
  grouped: phrase("thousands separators: write the number without them"),
  too_large: phrase("larger than any lead id can be"),
  too_long_value: phrase("longer than the Vicidial column"),
  altered: phrase("shortened by a spreadsheet program: the full value is lost"),
  unreadable: phrase("characters that cannot be read: save the list as UTF-8"),
  quotes: phrase("a quotation mark that is not closed or not where it belongs"),
  too_long: phrase("the line is longer than 1 MB"),
  binary: phrase("binary data"),
  heading: phrase("the heading again"),
  too_many_leads: phrase("more than %1s leads have this value", MOST_MATCHES),
};

/** Returns the reason why a line was refused, as text for the user. Pure. */
export function faultText(
  fault: LineFault,
  { width, match }: Pick<ListLayout, "width" | "match">,
  direction: DirectionName = "dearchive",
): PageText {
  if (fault === "no_match") return NO_MATCH[direction];
  if (fault === "width")
    return counted(
      width,
      phrase("the line does not have 1 column"),
      phrase("the line does not have %1s columns"),
    );
  return fault === "not_whole" ? NOT_A_VALUE[match] : TEXTS[fault];
}
