import type { StatusCount } from "../../leads/lookup/statusCounts.ts";
import type { LeadTable } from "../../leads/tables/direction.ts";
import { isHidden } from "../../vicidial/leadPrivacy.ts";
import type { ListScope } from "../../vicidial/lists.ts";
import { showCount } from "../history/batchView.ts";
import type { Page } from "../shell/adminPage.ts";
import { splitValues } from "./searchForm.ts";

/** A status as a check box. */
export interface StatusChoice {
  readonly status: string;
  readonly name: string;
  /** Null where it is not counted. */
  readonly count: string | null;
  readonly isChosen: boolean;
}

export interface StatusChoices {
  readonly choices: readonly StatusChoice[];
  /** The statuses that have no check box. */
  readonly typed: string;
}

function showStatusCount({ count, isMore }: StatusCount): string {
  return `${showCount(count)}${isMore ? "+" : ""}`;
}

/** Counts include every list, so only users with access to every list see them. */
async function countsFor(
  { customer }: Page,
  scope: ListScope,
  table: LeadTable,
): Promise<readonly StatusCount[]> {
  return scope.kind === "every" ? customer.stores.leadTables[table].statusCounts.latest() : [];
}

/**
 * Offers the statuses that leads of the table have, with their names and counts. Without counts, it offers every status that Vicidial
 * has a name for.
 *
 * @param text the chosen statuses
 */
export async function statusChoices(
  page: Page,
  scope: ListScope,
  table: LeadTable,
  text: string,
): Promise<StatusChoices> {
  if (isHidden(page.user, "status")) return { choices: [], typed: "" };
  const [names, counts] = await Promise.all([
    page.customer.stores.statuses.names(page.user.allowedCampaigns),
    countsFor(page, scope, table),
  ]);
  const counted = new Map(counts.map((each) => [each.status, showStatusCount(each)]));
  const chosen = new Map(splitValues(text).map((status) => [status.toUpperCase(), status]));
  const offered = counted.size > 0 ? [...counted.keys()] : [...names.keys()].toSorted();
  const choices = offered.map((status) => ({
    status,
    name: names.get(status) ?? "",
    count: counted.get(status) ?? null,
    isChosen: chosen.delete(status.toUpperCase()),
  }));
  return { choices, typed: [...chosen.values()].join(", ") };
}
