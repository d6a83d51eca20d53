import { createLocator, type LocatedCode, type LocatedLead } from "../../leads/lookup/locator.ts";
import type { ListScope } from "../../vicidial/lists.ts";
import { withCustomer } from "../customerAccess.ts";
import { printJson } from "../output.ts";
import { type Column, printTable } from "../table.ts";
import { UsageError } from "../usageError.ts";
import { parseLeadNumber } from "./searchOptions.ts";

interface LocateOptions {
  readonly vendor: readonly string[];
  readonly customer: string;
  readonly json?: boolean;
}

/** The operator may access every list. */
const EVERY_LIST: ListScope = { kind: "every" };
const MOST_VALUES = 500;

const LEADS: readonly Column<LocatedLead>[] = [
  { title: "LEAD", cell: ({ leadId }) => String(leadId) },
  { title: "LOCATION", cell: ({ location }) => location },
  { title: "LIVE LIST", cell: ({ liveList }) => String(liveList ?? "-") },
  { title: "ARCHIVED LIST", cell: ({ archivedList }) => String(archivedList ?? "-") },
];

function idsText(matches: LocatedCode["live"]): string {
  return matches === "too_many" ? "too many" : matches.join(" ") || "-";
}

const CODES: readonly Column<LocatedCode>[] = [
  { title: "VENDOR CODE", cell: ({ code }) => code },
  { title: "LOCATION", cell: ({ location }) => location },
  { title: "LIVE LEADS", cell: ({ live }) => idsText(live), cuts: true },
  { title: "ARCHIVED LEADS", cell: ({ archived }) => idsText(archived), cuts: true },
];

/** Runs `leads locate`. */
export async function locate(words: readonly string[], options: LocateOptions): Promise<void> {
  const { vendor, customer, json } = options;
  if (words.length > 0 === vendor.length > 0)
    throw new UsageError("give either lead ids or --vendor, such as: leads locate 1001 1002");
  const values = words.length + vendor.length;
  if (values > MOST_VALUES) throw new UsageError(`give at most ${MOST_VALUES} leads, not ${values}`);
  const ids = words.map((text) => parseLeadNumber("ID", text));
  await withCustomer(customer, async (db, { vicidialDatabase }) => {
    const locator = createLocator(db, vicidialDatabase);
    if (ids.length > 0) {
      const leads = await locator.leads(ids, EVERY_LIST);
      return json ? printJson(leads) : printTable(LEADS, leads);
    }
    if (!(await locator.canLocateCodes()))
      throw new UsageError("no index of the lead tables supports --vendor. Give lead ids instead");
    const codes = await locator.codes(vendor, EVERY_LIST);
    return json ? printJson(codes) : printTable(CODES, codes);
  });
}
