import { createLocations, type LeadFacts } from "../../leads/lookup/locations.ts";
import type { LeadSearch, SearchColumn } from "../../leads/lookup/searchTerms.ts";
import {
  createTableSearch,
  type SearchResult,
  type TableSearch,
  type UnsupportedSearch,
} from "../../leads/lookup/tableSearch.ts";
import { ARCHIVE, DEARCHIVE } from "../../leads/tables/direction.ts";
import type { ListScope } from "../../vicidial/lists.ts";
import { withCustomer } from "../customerAccess.ts";
import { counted, printJson, say } from "../output.ts";
import { parseWhole } from "../parseNumber.ts";
import { type Column, printTable } from "../table.ts";
import { UsageError } from "../usageError.ts";
import { readSearch, type SearchOptions } from "./searchOptions.ts";

interface FindOptions extends SearchOptions {
  readonly live?: boolean;
  readonly limit: string;
  readonly ids?: boolean;
  readonly customer: string;
  readonly json?: boolean;
}

/** The operator may access every list. */
const EVERY_LIST: ListScope = { kind: "every" };
/** Leads examined per statement, as on the page. */
const EXAMINED_LEADS = 10_000;
const MAX_ROWS = 10_000;

const OPTION_NAMES: Readonly<Record<SearchColumn, string>> = {
  lead_id: "--lead",
  phone_number: "--phone",
  vendor_lead_code: "--vendor",
  source_id: "--source",
  list_id: "--list",
  last_local_call_time: "--called-from",
  status: "--status",
  entry_date: "--entered-from",
};

/** @throws UsageError naming the options that an index supports */
function refuseUnsupported(found: SearchResult | UnsupportedSearch): SearchResult {
  if ("along" in found) return found;
  const options = found.startable.map((column) => OPTION_NAMES[column]).join(", ");
  throw new UsageError(`no index of the table supports this search. Add at least one of ${options}`);
}

/** Yields the ids of all leads that match, in groups. */
async function* everyMatch(search: TableSearch, wanted: LeadSearch): AsyncGenerator<readonly number[]> {
  const found = refuseUnsupported(await search.find(wanted, EVERY_LIST, EXAMINED_LEADS));
  if (found.isWhole) return yield found.leadIds;
  for (let from = 0; ; ) {
    const { leadIds, last } = await search.nextRange(wanted, EVERY_LIST, from, EXAMINED_LEADS);
    yield leadIds;
    if (last === null) return;
    from = last + 1;
  }
}

type FoundLead = LeadFacts & { readonly lead_id: number };

const cellOf = (column: keyof LeadFacts) => (lead: FoundLead) => String(lead[column] ?? "-");

const COLUMNS: readonly Column<FoundLead>[] = [
  { title: "LEAD", cell: ({ lead_id }) => String(lead_id) },
  { title: "LIST", cell: cellOf("list_id") },
  { title: "STATUS", cell: cellOf("status") },
  { title: "PHONE", cell: cellOf("phone_number") },
  {
    title: "NAME",
    cell: ({ first_name, last_name }) => [first_name, last_name].filter(Boolean).join(" ") || "-",
    cuts: true,
  },
  { title: "CALLS", cell: cellOf("called_count"), hide: 1 },
  { title: "LAST CALL", cell: cellOf("last_local_call_time"), hide: 2 },
];

function printFound(
  { leadIds, isWhole, examined }: SearchResult,
  leads: readonly FoundLead[],
  noun: string,
): void {
  if (leads.length > 0) printTable(COLUMNS, leads);
  if (leads.length > 0) say();
  const least = isWhole ? "" : "At least ";
  const shown = leads.length < leadIds.length ? `, ${leads.length} shown` : "";
  say(`${least}${counted(leadIds.length, noun)} found${shown}.`);
  if (!isWhole) say(`Only the first ${examined} leads were examined. --ids examines all of them.`);
}

/** Runs `leads find`. */
export async function findLeads(options: FindOptions): Promise<void> {
  const wanted = readSearch(options, new Date());
  const limit = parseWhole("--limit", options.limit, 1, MAX_ROWS);
  if (options.ids && options.json) throw new UsageError("use either --ids or --json, not both");
  await withCustomer(options.customer, async (db, { vicidialDatabase }) => {
    const table = options.live ? ARCHIVE.source : DEARCHIVE.source;
    const search = createTableSearch(db, vicidialDatabase, table);
    if (options.ids) {
      for await (const ids of everyMatch(search, wanted)) {
        // The reader of the pipe has seen enough.
        if (process.stdout.destroyed) return;
        if (ids.length > 0) say(ids.join("\n"));
      }
      return;
    }
    const found = refuseUnsupported(await search.find(wanted, EVERY_LIST, EXAMINED_LEADS));
    const ids = found.leadIds.slice(0, limit);
    const facts = await createLocations(db, vicidialDatabase).factsOf(table, ids);
    const leads = [...facts].map(([lead_id, lead]) => ({ lead_id, ...lead }));
    if (!options.json) return printFound(found, leads, options.live ? "live lead" : "archived lead");
    printJson({ found: found.leadIds.length, isComplete: found.isWhole, examined: found.examined, leads });
  });
}
