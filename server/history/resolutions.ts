import type { Knex } from "knex";
import * as yup from "yup";
import { type CustomerScope, inScope } from "../db/customerScope.ts";
import type { ResolutionRow } from "../db/ownTables.ts";
import { fromUtcText } from "../db/sql.ts";
import type { Copy, DuplicateRows } from "../leads/tables/duplicates.ts";
import type { Cell } from "../leads/tables/rowCells.ts";
import type { SavedCell } from "../leads/tables/savedRow.ts";
import { readable } from "./readTolerantly.ts";

/** A decision to keep one copy of a lead that was in both tables, with the values of the other copy, which was deleted. */
export interface Resolution {
  readonly id: number;
  readonly leadId: number;
  readonly user: string;
  readonly savedAt: Date;
  /** Null if the row was saved but its deletion was not confirmed. */
  readonly removedAt: Date | null;
  readonly removedCopy: Copy;
  /** When the deleted row was put back; null if it was not. */
  readonly undoneAt: Date | null;
  readonly undoneBy: string | null;
  readonly saved: readonly SavedCell[];
}

export interface NewResolution {
  readonly customer: string;
  readonly leadId: number;
  readonly user: string;
  /** Names the leads that are resolved together. */
  readonly requestId: string;
  readonly removedCopy: Copy;
  /** Both rows of the lead; the removed one is saved. */
  readonly duplicates: DuplicateRows;
}

/** A page of resolutions, newest first. */
export interface ResolutionPage {
  readonly resolutions: readonly Resolution[];
  /** The `before` of the next page; null on the last page. */
  readonly before: number | null;
}

const NOW = "UTC_TIMESTAMP(3)";
/** More resolutions of one lead than any real history has. */
const LIST_LIMIT = 50;

const savedSchema = yup
  .array(
    yup.object({
      column: yup.string().required(),
      text: yup.string().nullable().defined(),
      hex: yup.string(),
      mark: yup.string().nullable(),
    }),
  )
  .strict()
  .required();

/** Serializes cells as text, plus the bytes in hex if the text encodes differently, so that the row can be restored exactly. */
function toSavedText(cells: readonly Cell[]): string {
  return JSON.stringify(
    cells.map(({ column, bytes, text, mark }) => {
      const isExact = bytes === null || (text !== null && Buffer.from(text).equals(bytes));
      return isExact ? { column, text, mark } : { column, text, hex: bytes.toString("hex"), mark };
    }),
  );
}

function toSavedCells(json: string): readonly SavedCell[] {
  const cells = readable(() => savedSchema.validateSync(JSON.parse(json))) ?? [];
  return cells.map(({ column, text, hex, mark }) => ({
    column,
    text,
    mark,
    bytes: hex === undefined ? (text === null ? null : Buffer.from(text)) : Buffer.from(hex, "hex"),
  }));
}

const instant = (text: string | null) => (text === null ? null : fromUtcText(text));

function toResolution(row: ResolutionRow): Resolution {
  return {
    id: row.id,
    leadId: row.lead_id,
    user: row.vicidial_user,
    savedAt: fromUtcText(row.saved_at),
    removedAt: instant(row.removed_at),
    removedCopy: row.removed_copy === "live" ? "live" : "archived",
    undoneAt: instant(row.undone_at),
    undoneBy: row.undone_by,
    saved: toSavedCells(row.saved),
  };
}

/** Stores rows that a user chose to delete. Saved rows are never deleted. Index: (lead_id, id). */
export function createResolutions(db: Knex, scope: CustomerScope) {
  function done() {
    return db("dearchive_resolutions").where(inScope(scope)).whereNotNull("removed_at");
  }

  return {
    /** Saves a row before its deletion. Reuses the entry of a deletion that was interrupted. */
    async save(resolution: NewResolution): Promise<number> {
      const { customer, leadId, user, requestId, removedCopy, duplicates } = resolution;
      const row = { vicidial_user: user, request_id: requestId, saved_at: db.raw(NOW) };
      const lead = {
        customer,
        lead_id: leadId,
        removed_copy: removedCopy,
        row_hash: duplicates.hashes[removedCopy],
      };
      const interrupted = await db("dearchive_resolutions")
        .where(lead)
        .whereNull("removed_at")
        .orderBy("id", "desc")
        .first("id");
      // Unless another user's deletion has finished in the meantime.
      const isReused =
        interrupted &&
        (await db("dearchive_resolutions")
          .where({ id: interrupted.id })
          .whereNull("removed_at")
          .update(row)) > 0;
      if (isReused) return interrupted.id;
      const [id = 0] = await db("dearchive_resolutions").insert({
        ...lead,
        ...row,
        saved: toSavedText(duplicates[removedCopy]),
      });
      return id;
    },

    /**
     * Records who deleted the row, on the connection that deleted it. Another user may have reused the entry in the meantime, and
     * failed to delete the row.
     */
    async noteRemoved(
      connection: Knex,
      id: number,
      { user, requestId }: Pick<NewResolution, "user" | "requestId">,
    ): Promise<void> {
      await connection("dearchive_resolutions")
        .where({ id })
        .update({ removed_at: connection.raw(NOW), vicidial_user: user, request_id: requestId });
    },

    /** Records that the row was put back, on the connection that inserted it. */
    async noteUndone(connection: Knex, id: number, user: string): Promise<void> {
      await connection("dearchive_resolutions")
        .where({ id })
        .update({ undone_at: connection.raw(NOW), undone_by: user });
    },

    /** Finds resolutions whose row was deleted. Index: the primary key. */
    async find(ids: readonly number[]): Promise<readonly Resolution[]> {
      return (await done().whereIn("id", ids).orderBy("id")).map(toResolution);
    },

    /**
     * Reads resolutions whose row was deleted, newest first. Index: (request_id, id), or the primary key.
     *
     * @param requestId only those that were made together
     */
    async page(before: number | undefined, size: number, requestId?: string): Promise<ResolutionPage> {
      const query = done()
        .orderBy("id", "desc")
        .limit(size + 1);
      if (before !== undefined) query.where("id", "<", before);
      if (requestId !== undefined) query.where({ request_id: requestId });
      const found = (await query).map(toResolution);
      const resolutions = found.slice(0, size);
      return { resolutions, before: found.length > size ? (resolutions.at(-1)?.id ?? null) : null };
    },

    /** Returns how many deleted rows of a request were not put back. Index: (request_id, id). */
    async countLeft(requestId: string): Promise<number> {
      const [row] = await done().where({ request_id: requestId }).whereNull("undone_at").count({ left: "*" });
      return Number(row?.["left"] ?? 0);
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
