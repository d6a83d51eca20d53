import { splitEvenly } from "../../db/sql.ts";
import { FACT_COLUMNS } from "../../leads/lookup/locations.ts";
import type { LeadSearch } from "../../leads/lookup/searchTerms.ts";
import type { IdRange, TableSearch } from "../../leads/lookup/tableSearch.ts";
import type { LeadTable } from "../../leads/tables/direction.ts";
import type { CsvCell } from "../../lib/csvCell.ts";
import { OWN_SECTION } from "../../vicidial/adminLog.ts";
import { isHidden, type LeadPrivacy, showCell } from "../../vicidial/leadPrivacy.ts";
import type { ListScope } from "../../vicidial/lists.ts";
import { csvStream } from "../format/csv.ts";
import type { Page } from "../shell/adminPage.ts";
import { download, type PageAnswer } from "../shell/pageAnswer.ts";
import { refusePage } from "../shell/pageErrors.ts";
import { HIDDEN } from "../shell/visibleUsers.ts";
import { chosenTable } from "./chosenTable.ts";
import { showFind } from "./findLeads.ts";
import { EXAMINED_LEADS } from "./foundLeads.ts";
import { readOrder, withoutHidden } from "./searchFields.ts";
import { readSearchForm } from "./searchForm.ts";

/** Leads read per query. */
const CHUNK = 500;

/** Columns that the installation does not hide. They keep Vicidial's names, like Vicidial's own exports. */
function columnsFor(privacy: LeadPrivacy) {
  return FACT_COLUMNS.filter((column) => !isHidden(privacy, column));
}

/** Yields every matching lead in chunks of its table, examining a limited number of leads per query. */
async function* everyMatch(
  search: TableSearch,
  wanted: LeadSearch,
  scope: ListScope,
): AsyncGenerator<readonly number[]> {
  for (let from: number | null = 0; from !== null; ) {
    const { leadIds, last }: IdRange = await search.nextRange(wanted, scope, from, EXAMINED_LEADS);
    yield leadIds;
    from = last === null ? null : last + 1;
  }
}

/** Yields the rows of the file, masked for the user. */
async function* fileRows(
  page: Page,
  table: LeadTable,
  found: AsyncIterable<readonly number[]> | readonly (readonly number[])[],
): AsyncGenerator<readonly CsvCell[]> {
  const { locations } = page.customer.stores;
  const columns = columnsFor(page.user);
  for await (const leadIds of found)
    for (const chunk of splitEvenly(leadIds, CHUNK)) {
      const facts = await locations.factsOf(table, chunk);
      for (const leadId of chunk) {
        const lead = facts.get(leadId);
        if (!lead) continue;
        const cells = columns.map((column) => {
          const shown = showCell(page.user, column, lead[column] === null ? null : String(lead[column]));
          return shown === undefined ? HIDDEN : shown;
        });
        yield [leadId, ...cells];
      }
    }
}

/** Sends all leads that match a search as CSV. A search without an index is refused, as on the page. */
export async function foundFile(page: Page): Promise<PageAnswer> {
  if (!page.may("leads", "view")) refusePage({ code: "right_missing", page: "leads", action: "view" });
  const { lists, stores } = page.customer;
  const scope = await lists.scopeOf(page.user.allowedCampaigns);
  const { table, fileName } = chosenTable(page.query);
  const { search } = stores.leadTables[table];
  const form = await readSearchForm(withoutHidden(page.query, page.user), lists, scope, page.now);
  if (Object.keys(form.errors).length > 0 || Object.keys(form.search).length === 0) return showFind(page);
  const order = readOrder(page.query, page.user);
  const found = await search.find(form.search, scope, EXAMINED_LEADS, order);
  if ("startable" in found) return showFind(page);
  await page.log({
    section: OWN_SECTION,
    type: "EXPORT",
    recordId: fileName,
    code: "found leads exported",
    notes: `searched by ${Object.keys(form.search).join(", ")}`,
  });
  const header = ["lead_id", ...columnsFor(page.user)];
  const leads = found.isWhole ? [found.leadIds] : everyMatch(search, form.search, scope);
  return download(
    `${fileName}.csv`,
    "text/csv; charset=utf-8",
    csvStream(header, fileRows(page, table, leads)),
  );
}
