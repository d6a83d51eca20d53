import type { Knex } from "knex";
import * as yup from "yup";
import { type CustomerScope, inScope } from "../db/customerScope.ts";
import type { ResolutionRow } from "../db/ownTables.ts";
import { fromUtcText } from "../db/sql.ts";
import type { DuplicateRows } from "../leads/tables/duplicates.ts";
import { readable } from "./readTolerantly.ts";

/** A value of an archived row that was deleted. */
export interface SavedCell {
  readonly column: string;
  readonly text: string | null;
}

/** A manual decision to keep a lead's live row, with the values of the archived row. */
export interface Resolution {
  readonly id: number;
  readonly user: string;
  readonly savedAt: Date;
  /** Null if the archived row was saved but its deletion was not confirmed. */
  readonly removedAt: Date | null;
  readonly saved: readonly SavedCell[];
}

export interface NewResolution {
  readonly customer: string;
  readonly leadId: number;
  readonly user: string;
  readonly requestId: string;
  /** Both rows of the lead; the archived one is saved. */
  readonly duplicates: Pick<DuplicateRows, "archived" | "archivedHash">;
}

const NOW = "UTC_TIMESTAMP(3)";
/** More resolutions of one lead than any real history has. */
const LIST_LIMIT = 50;

const savedSchema = yup
  .array(yup.object({ column: yup.string().required(), text: yup.string().nullable().defined() }))
  .strict()
  .required();

/** Serializes cells as text, plus the bytes in hex if the text encodes differently, so that the row can be restored exactly. */
function toSavedText(cells: DuplicateRows["archived"]): string {
  return JSON.stringify(
    cells.map(({ column, bytes, text }) => {
      const isExact = bytes === null || (text !== null && Buffer.from(text).equals(bytes));
      return isExact ? { column, text } : { column, text, hex: bytes.toString("hex") };
    }),
  );
}

function toResolution(row: ResolutionRow): Resolution {
  return {
    id: row.id,
    user: row.vicidial_user,
    savedAt: fromUtcText(row.saved_at),
    removedAt: row.removed_at === null ? null : fromUtcText(row.removed_at),
    saved: readable(() => savedSchema.validateSync(JSON.parse(row.saved))) ?? [],
  };
}

/** Stores archived rows that a user chose to delete. Saved rows are never deleted. Index: (lead_id, id). */
export function createResolutions(db: Knex, scope: CustomerScope) {
  return {
    /** Saves an archived row before its deletion. Reuses the entry of a deletion that was interrupted. */
    async save({ customer, leadId, user, requestId, duplicates }: NewResolution): Promise<number> {
      const row = { vicidial_user: user, request_id: requestId, saved_at: db.raw(NOW) };
      const lead = { customer, lead_id: leadId, row_hash: duplicates.archivedHash };
      const interrupted = await db("dearchive_resolutions")
        .where(lead)
        .whereNull("removed_at")
        .orderBy("id", "desc")
        .first("id");
      if (interrupted) {
        await db("dearchive_resolutions").where({ id: interrupted.id }).update(row);
        return interrupted.id;
      }
      const [id = 0] = await db("dearchive_resolutions").insert({
        ...lead,
        ...row,
        saved: toSavedText(duplicates.archived),
      });
      return id;
    },

    /** Records that the archived row is deleted, on the connection that deleted it. */
    async noteRemoved(connection: Knex, id: number): Promise<void> {
      await connection("dearchive_resolutions")
        .where({ id })
        .update({ removed_at: connection.raw(NOW) });
    },

    /** Returns the resolutions of a lead, newest first. */
    async ofLead(leadId: number): Promise<readonly Resolution[]> {
      const rows = await db("dearchive_resolutions")
        .where({ lead_id: leadId, ...inScope(scope) })
        .orderBy("id", "desc")
        .limit(LIST_LIMIT);
      return rows.map(toResolution);
    },
  };
}

export type Resolutions = ReturnType<typeof createResolutions>;
