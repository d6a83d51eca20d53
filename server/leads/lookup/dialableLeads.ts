import type { Knex } from "knex";
import { noneIfUnwritable } from "../../db/databaseErrors.ts";
import { queryRows } from "../../db/sql.ts";
import { onLeadTables } from "../move/moveErrors.ts";
import { qualify } from "../tables/statements.ts";

/**
 * Counts the live leads of a list that the dialer may call: their status is one of the campaign's dial statuses, and they were
 * not called since the last reset. Vicidial's hopper also asks for time zone, DNC lists and call limits. Index: list_id. The
 * hopper itself reads these leads once a minute; counting stops at the limit.
 */
export function createDialableLeads(db: Knex, vicidialDatabase: string) {
  const live = qualify(vicidialDatabase, "vicidial_list");

  /** @returns the number of dialable leads, at most `most` */
  return async function countDialable(
    listId: number,
    statuses: readonly string[],
    most: number,
  ): Promise<number> {
    if (statuses.length === 0) return 0;
    const rows = await onLeadTables(() =>
      queryRows<{ leads: number }>(
        db,
        `SELECT COUNT(*) AS leads FROM
           (SELECT 1 FROM ${live} WHERE list_id = ? AND status IN (?) AND called_since_last_reset = 'N' LIMIT ?) AS dialable`,
        [listId, statuses, most],
      ),
    ).catch(noneIfUnwritable);
    return rows?.[0]?.leads ?? 0;
  };
}

export type CountDialable = ReturnType<typeof createDialableLeads>;
