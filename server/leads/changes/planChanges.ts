import type { Knex } from "knex";
import { isOutOfReach } from "../../db/databaseErrors.ts";
import { queryRows } from "../../db/sql.ts";
import { createLists } from "../../vicidial/lists.ts";
import { createPhoneOffsets } from "../../vicidial/phoneOffsets.ts";
import { onLeadTables } from "../move/moveErrors.ts";
import { qualify } from "../tables/statements.ts";
import {
  type BatchChanges,
  type ChangedLead,
  type ColumnChange,
  type ColumnValue,
  isSameValue,
} from "./changedLead.ts";
import { type ChangedColumn, columnsOf, type LeadChanges } from "./leadChanges.ts";
import { holds, type LeadValues, namesIn } from "./leadValues.ts";
import type { LiveValues } from "./liveValues.ts";

interface PhoneRow {
  readonly leadId: number;
  readonly listId: string;
  readonly phoneCode: string | null;
  readonly phone: string | null;
  readonly state: string | null;
}

/** The new values that are the same for every lead. */
function fixedValues({ listId, status, rank, owner }: LeadChanges): ReadonlyMap<ChangedColumn, ColumnValue> {
  return new Map<ChangedColumn, ColumnValue>([
    ...(listId === undefined ? [] : [["list_id", { text: listId }] as const]),
    ...(status === undefined ? [] : [["status", { text: status }] as const]),
    ["called_since_last_reset", { text: "N" }],
    ["called_count", { text: "0" }],
    ...(rank === undefined ? [] : [["rank", { text: String(rank) }] as const]),
    ...(owner === undefined ? [] : [["owner", { text: owner }] as const]),
  ]);
}

/** Decides what a batch changes in live rows. Index: the primary keys of the tables. */
export function createChangePlanner(connection: Knex, vicidialDatabase: string, live: LiveValues) {
  /**
   * Returns the GMT offsets of leads, by phone code, area code and state. Omits leads of lists that follow another rule, such as
   * the postal code: Vicidial's nightly job sets theirs.
   */
  async function offsetsOf(
    ids: readonly number[],
    { listId }: LeadChanges,
    at: Date,
  ): Promise<ReadonlyMap<number, ColumnValue>> {
    const leads = await onLeadTables(() =>
      queryRows<PhoneRow>(
        connection,
        `SELECT lead_id AS leadId, CONVERT(list_id, CHAR) AS listId, phone_code AS phoneCode,
           phone_number AS phone, state AS state
         FROM ${qualify(vicidialDatabase, "vicidial_list")} WHERE lead_id IN (?)`,
        [ids],
      ),
    );
    const listOf = (lead: PhoneRow) => listId ?? lead.listId;
    const lists = await createLists(connection, vicidialDatabase).find(leads.map(listOf), at);
    const local = leads.filter((lead) => lists.get(listOf(lead))?.isTimedByPhone !== false);
    const expected = await createPhoneOffsets(connection, vicidialDatabase)(
      local.map(({ phoneCode, phone, state }) => ({
        phoneCode: phoneCode ?? "",
        phone: phone ?? "",
        state: state ?? "",
      })),
      at,
    );
    return new Map(
      local.flatMap(({ leadId }, n) => {
        const offset = expected[n];
        return offset === undefined ? [] : [[leadId, { text: offset.toFixed(2) }] as const];
      }),
    );
  }

  async function planSet(
    ids: readonly number[],
    changes: LeadChanges,
    at: Date,
  ): Promise<readonly ChangedLead[]> {
    const columns = columnsOf(changes);
    const rows = await live.read("vicidial_list", ids, columns);
    const fixed = fixedValues(changes);
    const none: ReadonlyMap<number, ColumnValue> = new Map();
    const offsets = changes.correctsOffset
      ? await offsetsOf(ids, changes, at).catch((error: unknown) => {
          // Vicidial's nightly job corrects the offsets later.
          if (isOutOfReach(error)) return none;
          throw error;
        })
      : none;
    const wanted = (leadId: number, column: ChangedColumn) =>
      column === "gmt_offset_now" ? offsets.get(leadId) : fixed.get(column);
    const planned = [...rows.values()].map(({ leadId, values }) => ({
      leadId,
      columns: columns.flatMap((column): readonly ColumnChange[] => {
        const [before, after] = [values.get(column), wanted(leadId, column)];
        return before && after && !isSameValue(column, before, after) ? [{ column, before, after }] : [];
      }),
    }));
    return planned.filter((lead) => lead.columns.length > 0);
  }

  /** Reverses the changes of an earlier batch in rows that still hold its values. */
  async function planRevert(
    ids: readonly number[],
    earlier: readonly ChangedLead[],
  ): Promise<readonly ChangedLead[]> {
    const wanted = new Set(ids);
    const leads = earlier.filter(({ leadId }) => wanted.has(leadId));
    const rows = await live.read(
      "vicidial_list",
      leads.map(({ leadId }) => leadId),
      namesIn(leads),
    );
    return leads.flatMap((lead) => {
      const row = rows.get(lead.leadId);
      return row && holds(row, lead, "after") ? [reversed(lead, row)] : [];
    });
  }

  return {
    /**
     * Returns what the batch changes in each lead.
     *
     * @param ids leads that the batch moves
     * @param readEarlier returns what another batch changed
     */
    async plan(
      ids: readonly number[],
      changes: BatchChanges,
      readEarlier: (batchId: number) => Promise<readonly ChangedLead[]>,
    ): Promise<readonly ChangedLead[]> {
      if (ids.length === 0) return [];
      return changes.kind === "set"
        ? planSet(ids, changes.changes, changes.at)
        : planRevert(ids, await readEarlier(changes.batchId));
    },
  };
}

/** Returns the reverse of a change. Takes the current values from the row, whose bytes are exact. */
function reversed({ leadId, columns }: ChangedLead, { values }: LeadValues): ChangedLead {
  return {
    leadId,
    columns: columns.map(({ column, before, after }) => ({
      column,
      before: values.get(column) ?? after,
      after: before,
    })),
  };
}
