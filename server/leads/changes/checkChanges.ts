import type { Knex } from "knex";
import { readColumns, type SchemaColumn } from "../../db/informationSchema.ts";
import { queryRows } from "../../db/sql.ts";
import { type PageText, phrase } from "../../lib/phrase.ts";
import { createLists, isInScope, type LeadList, type ListScope } from "../../vicidial/lists.ts";
import { createStatuses } from "../../vicidial/statuses.ts";
import { isPlainCharset } from "../tables/columnEquality.ts";
import { CHANGE_FIELDS, type ChangeField, type ChangeProblem } from "./changesJson.ts";
import { COLUMN_OF, type LeadChanges } from "./leadChanges.ts";

/** The user that changes are made for. */
export interface ChangesOwner {
  /** Lists that the user may access. */
  readonly scope: ListScope;
  /** `allowed_campaigns` tokens of the user's group. */
  readonly allowedCampaigns: readonly string[];
}

const FIELDS = Object.keys(CHANGE_FIELDS) as readonly ChangeField[];

/** The length of a column such as varchar(20); undefined for other types. */
function lengthOf({ fullType }: SchemaColumn): number | undefined {
  const digits = /^(?:var)?char\((\d+)\)/i.exec(fullType)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** Checks changes against Vicidial: the list and the status must exist, and the values must fit their columns. */
export function createChangesCheck(db: Knex, vicidialDatabase: string) {
  const lists = createLists(db, vicidialDatabase);
  const statuses = createStatuses(db, vicidialDatabase);

  /** Finds the list that leads move to; undefined if it does not exist or the user may not access it. */
  async function targetList(listId: string, scope: ListScope, now: Date): Promise<LeadList | undefined> {
    return isInScope(scope, listId) ? (await lists.find([listId], now)).get(listId) : undefined;
  }

  /** Tests whether a column's character set has all characters of a text. */
  async function canHold({ charset }: SchemaColumn, text: string): Promise<boolean> {
    if (charset === null || charset === "utf8mb4" || !isPlainCharset(charset)) return true;
    const [row] = await queryRows<{ isSame: number }>(
      db,
      `SELECT CONVERT(CONVERT(? USING ${charset}) USING utf8mb4) <=> CONVERT(? USING utf8mb4) AS isSame`,
      [text, text],
    );
    return row?.isSame === 1;
  }

  async function columnProblems(changes: LeadChanges): Promise<readonly ChangeProblem[]> {
    const columns = new Map(
      (await readColumns(db, vicidialDatabase, "vicidial_list")).map((column) => [column.name, column]),
    );
    const problems: ChangeProblem[] = [];
    for (const field of FIELDS) {
      const [name, value] = [CHANGE_FIELDS[field], changes[CHANGE_FIELDS[field]]];
      if (value === undefined) continue;
      const column = columns.get(COLUMN_OF[name]);
      const text = column
        ? await valueProblem(column, value)
        : phrase("vicidial_list has no column %1s.", COLUMN_OF[name]);
      if (text !== undefined) problems.push({ field, text });
    }
    return problems;
  }

  async function valueProblem(
    column: SchemaColumn,
    value: string | number | boolean,
  ): Promise<PageText | undefined> {
    if (typeof value !== "string") return undefined;
    const most = lengthOf(column);
    if (most !== undefined && [...value].length > most) return phrase("Enter at most %1s characters.", most);
    return (await canHold(column, value))
      ? undefined
      : phrase("The column %1s cannot hold all of these characters.", column.name);
  }

  return {
    targetList,

    /** Returns the errors of the changes; empty if they are possible now. */
    async problemsOf(
      changes: LeadChanges,
      { scope, allowedCampaigns }: ChangesOwner,
      now: Date,
    ): Promise<readonly ChangeProblem[]> {
      const { listId, status } = changes;
      const list = listId === undefined ? undefined : await targetList(listId, scope, now);
      if (listId !== undefined && !list) {
        const text = phrase("List %1s does not exist, or your user group may not access it.", listId);
        return [{ field: "list_id", text }];
      }
      const campaigns = list ? [list.campaignId] : allowedCampaigns;
      if (status !== undefined && !(await statuses.has(status, campaigns))) {
        const text = list
          ? phrase("Status %1s is neither a system status nor one of the list's campaign.", status)
          : phrase("Status %1s is neither a system status nor one of your campaigns.", status);
        return [{ field: "status", text }];
      }
      return columnProblems(changes);
    },
  };
}

export type ChangesCheck = ReturnType<typeof createChangesCheck>;
