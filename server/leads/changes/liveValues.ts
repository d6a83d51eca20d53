import type { Knex } from "knex";
import { affectedRows, type Binding, quoteName, splitEvenly } from "../../db/sql.ts";
import { onLeadTables } from "../move/moveErrors.ts";
import { identifyRefused } from "../move/refusedLeads.ts";
import type { StatementSizes } from "../move/statementSize.ts";
import type { ColumnPlan } from "../tables/columnPlan.ts";
import { STATEMENT_SIZE } from "../tables/leadReader.ts";
import { hashOf, qualify } from "../tables/statements.ts";
import type { ChangedLead, ColumnValue } from "./changedLead.ts";
import {
  createValueReader,
  holds,
  type LeadValues,
  namesIn,
  type Side,
  type ValueColumns,
} from "./leadValues.ts";

/** Renders a value for an assignment. */
function assigned({ text, hex, mark }: ColumnValue): { readonly sql: string; readonly binding?: Binding } {
  if (text === null) return { sql: "NULL" };
  if (mark !== undefined) return { sql: "CAST(? AS UNSIGNED)", binding: mark };
  return hex === undefined
    ? { sql: "?", binding: text }
    : { sql: "CONVERT(? USING binary)", binding: Buffer.from(hex, "hex") };
}

/** The position of an illegal value of an ENUM. Strict mode refuses to write it. */
const ILLEGAL = "0";

function hasIllegal({ columns }: ChangedLead, side: Side): boolean {
  return columns.some((change) => change[side].mark === ILLEGAL);
}

/** Groups leads that get the same values in the same columns. */
function groupByValues(leads: readonly ChangedLead[], side: Side): readonly (readonly ChangedLead[])[] {
  const groups = new Map<string, ChangedLead[]>();
  for (const lead of leads) {
    const key = JSON.stringify(lead.columns.map((change) => [change.column, change[side]]));
    const group = groups.get(key);
    if (group) group.push(lead);
    else groups.set(key, [lead]);
  }
  return [...groups.values()];
}

export interface LiveValuesOptions {
  readonly vicidialDatabase: string;
  readonly plan: Pick<ColumnPlan, "transactional">;
  readonly statementSizes: Pick<StatementSizes, "update">;
}

/** Changes single columns of live leads on one connection. Index: the primary key of `vicidial_list`. */
export function createLiveValues(
  connection: Knex,
  { vicidialDatabase, plan, statementSizes }: LiveValuesOptions,
) {
  const live = qualify(vicidialDatabase, "vicidial_list");
  const reader = createValueReader(connection, vicidialDatabase, plan.transactional);

  /** Writes the same values to leads whose rows are still as read. Returns the number of changed rows. */
  async function update(
    leads: readonly ChangedLead[],
    side: Side,
    rows: ReadonlyMap<number, LeadValues>,
    { columns, stamps }: ValueColumns,
  ): Promise<number> {
    const [first] = leads;
    if (!first) return 0;
    const values = first.columns.map((change) => ({ name: change.column, ...assigned(change[side]) }));
    const version = hashOf(
      columns.map(({ name }) => name),
      "t",
    );
    const sets = [
      ...values.map(({ name, sql }) => `t.${quoteName(name)} = ${sql}`),
      // Keep the dates: an undo recognizes changes of other sessions by them.
      ...stamps.map(({ name }) => `t.${quoteName(name)} = t.${quoteName(name)}`),
    ];
    const sql = `UPDATE ${hasIllegal(first, side) ? "IGNORE " : ""}${live} AS t SET ${sets.join(", ")}
      WHERE t.lead_id IN (?) AND CONCAT(t.lead_id, ':', ${version}) IN (?)`;
    const bound = values.flatMap(({ binding }) => (binding === undefined ? [] : [binding]));
    const size = plan.transactional ? STATEMENT_SIZE : statementSizes.update.size();
    const ids = leads.map(({ leadId }) => leadId);
    let changed = 0;
    for (const chunk of splitEvenly(ids, size))
      changed += await identifyRefused(chunk, {
        table: "vicidial_list",
        onlyFirst: !plan.transactional,
        work: (some) => {
          const asRead = some.map((leadId) => `${leadId}:${rows.get(leadId)?.version ?? ""}`);
          return onLeadTables(() => affectedRows(connection, sql, [...bound, some, asRead]));
        },
      });
    return changed;
  }

  return {
    read: reader.read,
    holding: reader.holding,

    /**
     * Writes the values of one side to live leads that hold those of the other side. Repeatable. Leaves rows alone that another
     * session changed.
     *
     * @returns the leads that hold the values now
     * @throws DearchiveError row_refused with the leads whose values the table refuses
     */
    async change(leads: readonly ChangedLead[], to: Side): Promise<readonly number[]> {
      if (leads.length === 0) return [];
      const from = to === "after" ? "before" : "after";
      const ids = leads.map(({ leadId }) => leadId);
      const columns = await reader.columnsOf("vicidial_list", namesIn(leads));
      const rows = await reader.readRows(columns, ids);
      const changing = leads.filter((lead) => {
        const row = rows.get(lead.leadId);
        return row !== undefined && holds(row, lead, from) && !holds(row, lead, to);
      });
      let changed = 0;
      for (const group of groupByValues(changing, to)) changed += await update(group, to, rows, columns);
      // If fewer rows changed, another session was faster.
      const isAsPlanned = changed === changing.length && !changing.some((lead) => hasIllegal(lead, to));
      const written = new Set(isAsPlanned ? changing : []);
      const after = isAsPlanned ? rows : await reader.readRows(columns, ids);
      return leads
        .filter((lead) => written.has(lead) || holds(after.get(lead.leadId), lead, to))
        .map(({ leadId }) => leadId);
    },
  };
}

export type LiveValues = ReturnType<typeof createLiveValues>;
