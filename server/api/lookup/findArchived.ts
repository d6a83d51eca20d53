import type { RouterContext } from "@koa/router";
import { fail } from "../../errors.ts";
import type { RequestState } from "../../http/requestState.ts";
import { type LeadRecord, RECORD_COLUMNS } from "../../leads/lookup/leadRecords.ts";
import { startDeadline, withTimeout } from "../../lib/deadline.ts";
import { type LeadPrivacy, showCell } from "../../vicidial/leadPrivacy.ts";
import type { ListScope } from "../../vicidial/lists.ts";
import { sendResult } from "../respond.ts";
import { admitReader, LOOKUP_MS, type LookupCustomer, type LookupDependencies } from "./lookupCaller.ts";
import { fieldsOf, readSearchQuery, type SearchQuery } from "./searchQuery.ts";

/** Returns a lead without the columns that the user may not see. Masks phone numbers that are only partly hidden. */
function shownRecord(record: LeadRecord, privacy: LeadPrivacy): Readonly<Record<string, unknown>> {
  const cells = RECORD_COLUMNS.flatMap((column) => {
    const value = record[column];
    if (column === "lead_id") return [[column, value]];
    const shown = showCell(privacy, column, value === null ? null : String(value));
    if (shown === undefined) return [];
    return [[column, typeof value === "number" && shown === String(value) ? value : shown]];
  });
  return Object.fromEntries(cells);
}

/** Reads one page for a user. @throws DearchiveError search_unindexed */
async function readPage(
  { lookup }: LookupCustomer,
  { search, after, limit }: SearchQuery,
  scope: ListScope,
  privacy: LeadPrivacy,
) {
  const page = await lookup.archivedPage(search, scope, { after, limit });
  if (!("leadIds" in page))
    return fail({ code: "search_unindexed", fields: fieldsOf(page.startable, privacy) });
  const [records, live] = await Promise.all([
    lookup.readRecords("vicidial_list_archive", page.leadIds),
    lookup.locate.liveOf(page.leadIds, scope),
  ]);
  const leads = records.map((record) => ({
    ...shownRecord(record, privacy),
    location: live.has(Number(record.lead_id)) ? "both" : "archived",
  }));
  return { leads, next: page.next === null ? null : String(page.next) };
}

/** `GET /vicidial/leads/archived`: a page of the archived leads that match a search. */
export function findArchived(dependencies: LookupDependencies) {
  return async (ctx: RouterContext<RequestState>): Promise<void> => {
    const deadline = startDeadline(LOOKUP_MS);
    const inTime = <T>(work: Promise<T>) => withTimeout(deadline.leftMs(), work);

    const { key, customer, scope } = await inTime(admitReader(ctx, dependencies, "lead_find"));
    const privacy = await inTime(customer.privacyOf(key.vicidialUser));
    const query = readSearchQuery(new URLSearchParams(ctx.querystring), privacy);
    const page = await inTime(readPage(customer, query, scope, privacy));

    ctx.state.found = page.leads.length;
    sendResult(ctx, { status: 200, body: page });
  };
}
