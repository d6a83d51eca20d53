import type { Knex } from "knex";
import { queryRows } from "../../db/sql.ts";
import { fold, isPlainText } from "../../vicidial/vicidialText.ts";
import { onLeadTables } from "../move/moveErrors.ts";
import { qualify } from "../tables/statements.ts";

/** Rows per number, on average, above which fewer numbers are queried at a time. */
const ROWS_A_PHONE = 4;
/** For a single number: one row may be the lead's own. */
const ROWS_OF_ONE = 2;

interface PhoneRow {
  leadId: number;
  phone: string;
}

/** A lead with its number. */
export interface Phone {
  readonly leadId: number;
  readonly phone: string;
}

/**
 * Finds live leads by number. Index: phone_number, with bound values instead of a join, because a join of tables in different
 * character sets cannot use it. Numbers are halved when too many rows come back, so a number shared by thousands of leads costs no
 * more than others.
 */
export function createSamePhone(db: Knex, vicidialDatabase: string) {
  async function find(phones: readonly string[]): Promise<readonly PhoneRow[]> {
    const limit = phones.length === 1 ? ROWS_OF_ONE : ROWS_A_PHONE * phones.length;
    const rows = await onLeadTables(() =>
      queryRows<PhoneRow>(
        db,
        `SELECT lead_id AS leadId, phone_number AS phone FROM ${qualify(vicidialDatabase, "vicidial_list")}
         WHERE phone_number IN (?) LIMIT ?`,
        [phones, limit],
      ),
    );
    if (rows.length < limit || phones.length === 1) return rows;
    const half = Math.ceil(phones.length / 2);
    return [...(await find(phones.slice(0, half))), ...(await find(phones.slice(half)))];
  }

  /** Maps each lead whose number is live under another id to that id. */
  return async function liveUnderOtherId(leads: readonly Phone[]): Promise<ReadonlyMap<number, number>> {
    const phones = [...new Set(leads.map(({ phone }) => phone))].filter(isPlainText);
    if (phones.length === 0) return new Map();
    const rows = (await find(phones)).map((row) => ({ ...row, phone: fold(row.phone) }));
    const others = new Map<number, number>();
    for (const { leadId, phone } of leads) {
      const folded = fold(phone);
      const other = rows.find((row) => row.phone === folded && row.leadId !== leadId);
      if (other) others.set(leadId, other.leadId);
    }
    return others;
  };
}
