import type { Knex } from "knex";
import { DEFAULT_CUSTOMER } from "../config/index.ts";
import type { CustomerScope } from "../db/customerScope.ts";
import type { ListScope } from "../vicidial/lists.ts";

/** Selects leads in both tables; an absent field matches every lead. */
export interface DuplicateFilter {
  readonly isEqual?: boolean | undefined;
  readonly listId?: number | undefined;
  /** A column that differs. */
  readonly column?: string | undefined;
}

/** Returns the customer whose leads in both tables are known. Customers that share one Vicidial share one search. */
export function searchingCustomer(scope: CustomerScope): string {
  return scope.kind === "one" ? scope.customer : DEFAULT_CUSTOMER;
}

/**
 * Selects the known leads in both tables that match. Index: the primary key; at most as many rows are read as a search keeps.
 *
 * @param lists both copies must be in them
 */
export function matchingDuplicates(
  db: Knex,
  customer: string,
  lists: ListScope,
  { isEqual, listId, column }: DuplicateFilter,
) {
  const query = db("dearchive_duplicates").where({ customer });
  if (lists.kind === "some")
    query.whereIn("archived_list", [...lists.listIds]).whereIn("live_list", [...lists.listIds]);
  if (isEqual !== undefined) query.where("differing", isEqual ? "=" : "<>", "");
  if (listId !== undefined)
    query.where((either) => either.where({ archived_list: listId }).orWhere({ live_list: listId }));
  if (column !== undefined) query.whereRaw("LOCATE(?, differing) > 0", [`,${column},`]);
  return query;
}
