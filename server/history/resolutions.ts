import type { Knex } from "knex";
import * as yup from "yup";
import { type CustomerScope, inScope } from "../db/customerScope.ts";
import type { ResolutionRow } from "../db/ownTables.ts";
import { fromUtcText } from "../db/sql.ts";
import type { DuplicateRows } from "../leads/tables/duplicates.ts";
import { readable } from "./readTolerantly.ts";

/** A value of a row that was saved before it was removed. */
export interface SavedCell {
  readonly column: string;
  readonly text: string | null;
}

/** That somebody kept a lead's live row, and what the archived one held. */
export interface Resolution {
  readonly id: number;
  readonly user: string;
  readonly savedAt: Date;
  /** Null where the archived row was saved, and not seen to go. */
  readonly removedAt: Date | null;
  readonly saved: readonly SavedCell[];
}

export interface NewResolution {
  /** Whose lead it is. */
  readonly customer: string;
  readonly leadId: number;
  readonly user: string;
  readonly requestId: string;
  /** The two rows; the archived one is saved. */
  readonly duplicates: Pick<DuplicateRows, "archived" | "archivedHash">;
}

const NOW = "UTC_TIMESTAMP(3)";
/** Nobody resolves a lead more often and wants to read of it. */
const MOST = 50;

const savedSchema = yup
  .array(yup.object({ column: yup.string().required(), text: yup.string().nullable().defined() }))
  .strict()
  .required();

/** Cells as text, with the bytes in hex where the text's own are others: what was saved can be put back as it was. */
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

/** Keeps archived rows that were removed by hand. Nothing saved is ever deleted. Index: (lead_id, id). */
export function createResolutions(db: Knex, scope: CustomerScope) {
  return {
    /** Saves an archived row for good, before it is removed; one whose removal was interrupted is not saved twice. */
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

    /** Notes that the archived row is gone, on the connection that removed it. */
    async noteRemoved(connection: Knex, id: number): Promise<void> {
      await connection("dearchive_resolutions")
        .where({ id })
        .update({ removed_at: connection.raw(NOW) });
    },

    /** What was done about a lead by hand, the newest first. */
    async ofLead(leadId: number): Promise<readonly Resolution[]> {
      const rows = await db("dearchive_resolutions")
        .where({ lead_id: leadId, ...inScope(scope) })
        .orderBy("id", "desc")
        .limit(MOST);
      return rows.map(toResolution);
    },
  };
}

export type Resolutions = ReturnType<typeof createResolutions>;
