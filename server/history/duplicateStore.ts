import type { Knex } from "knex";
import type { CustomerScope } from "../db/customerScope.ts";
import { NOW } from "../db/lease.ts";
import { fromUtcText } from "../db/sql.ts";
import { inTransaction } from "../db/transaction.ts";
import type { DuplicateLead } from "../leads/lookup/duplicateSlices.ts";
import type { ListScope } from "../vicidial/lists.ts";
import { type DuplicateFilter, matchingDuplicates, searchingCustomer } from "./duplicateFilter.ts";

/** The search for leads in both tables. */
export interface DuplicateSearch {
  /** When the last complete search ended; null before the first. */
  readonly finishedAt: Date | null;
  /** Archived leads that it examined. */
  readonly lastChecked: number;
  /** Whether there are more leads than are kept. */
  readonly isCut: boolean;
  /** Archived leads that the search under way has examined. */
  readonly checked: number;
}

/** A range of the archive that was searched. */
export interface SearchedRange {
  readonly after: number;
  /** Null if the search reached the end of the archive. */
  readonly last: number | null;
  readonly checked: number;
  readonly leads: readonly DuplicateLead[];
}

/** More leads are not kept, so that the table stays small. */
const MOST_KEPT = 100_000;
/** Seconds after which another instance continues a search. */
const LEASE_SECONDS = 60;
/** A search rests much longer than it took. */
const REST_FACTOR = 20;
const REST_SECONDS = { least: 60, most: 21_600 } as const;
const INSERTED_AT_ONCE = 500;

/** A list id of a signed column may be negative, which ours cannot hold. No user's lists contain it. */
const unsigned = (listId: number | string) => (Number(listId) < 0 ? 0 : listId);

/** Keeps the leads in both tables that the last search found. */
export function createDuplicateStore(db: Knex, scope: CustomerScope) {
  const customer = searchingCustomer(scope);
  const own = { customer };

  /** Returns when the versions that are already known were found first. */
  async function knownVersions(trx: Knex, leads: readonly DuplicateLead[]) {
    const [first, last] = [leads[0], leads.at(-1)];
    const rows =
      first && last
        ? await trx("dearchive_duplicates")
            .where(own)
            .whereBetween("lead_id", [first.leadId, last.leadId])
            .select("lead_id", "version", "seen_at")
        : [];
    return new Map(rows.map((row) => [row.lead_id, row]));
  }

  async function replace(trx: Knex, { after, last, leads }: SearchedRange): Promise<void> {
    const known = await knownVersions(trx, leads);
    const old = trx("dearchive_duplicates").where(own).where("lead_id", ">", after);
    await (last === null ? old : old.where("lead_id", "<=", last)).delete();
    const rows = leads.map(({ leadId, archivedList, liveList, columns, version }) => {
      const before = known.get(leadId);
      return {
        ...own,
        lead_id: leadId,
        archived_list: unsigned(archivedList),
        live_list: unsigned(liveList),
        differing: columns && (columns.length === 0 ? "" : `,${columns.join(",")},`),
        version,
        seen_at: before?.version === version && before.seen_at !== null ? before.seen_at : trx.raw(NOW),
      };
    });
    await trx.batchInsert("dearchive_duplicates", rows, INSERTED_AT_ONCE);
  }

  function ownSearch(connection: Knex = db) {
    return connection("dearchive_duplicate_searches").where(own);
  }

  async function takeDue(): Promise<boolean> {
    const lease = db.raw(`${NOW} + INTERVAL ${LEASE_SECONDS} SECOND`);
    return (await ownSearch().whereRaw(`next_at <= ${NOW}`).update({ next_at: lease })) > 0;
  }

  /** @returns whether there was none */
  async function createSearch(): Promise<boolean> {
    if (await ownSearch().first("customer")) return false;
    const first = { ...own, searched_to: -1, checked: 0, started_at: db.raw(NOW), next_at: db.raw(NOW) };
    await db("dearchive_duplicate_searches").insert(first).onConflict("customer").ignore();
    return true;
  }

  async function isFull(trx: Knex): Promise<boolean> {
    const [row] = await trx("dearchive_duplicates").where(own).count({ kept: "*" });
    return Number(row?.["kept"] ?? 0) >= MOST_KEPT;
  }

  return {
    /** Claims the search if it is due and no instance works on it. Returns where it continues. */
    async claim(): Promise<{ readonly after: number } | undefined> {
      const isClaimed = (await takeDue()) || ((await createSearch()) && (await takeDue()));
      const row = isClaimed ? await ownSearch().first("searched_to") : undefined;
      return row && { after: row.searched_to };
    },

    /**
     * Replaces the known duplicates of a range, and continues the search or ends it.
     *
     * @returns whether the search ended
     */
    async record(range: SearchedRange): Promise<boolean> {
      return inTransaction(db, async (trx) => {
        // Keeps a survey from reading half of what this writes.
        await ownSearch(trx).forUpdate().first("customer");
        await replace(trx, range);
        const isCut = range.leads.length > 0 && range.last !== null && (await isFull(trx));
        const checked = trx.raw("checked + ?", [range.checked]);
        if (range.last !== null && !isCut) {
          await ownSearch(trx).update({ searched_to: range.last, checked });
          return false;
        }
        const rest = `LEAST(${REST_SECONDS.most}, GREATEST(${REST_SECONDS.least},
          ${REST_FACTOR} * TIMESTAMPDIFF(SECOND, started_at, ${NOW})))`;
        await ownSearch(trx).update({
          next_at: trx.raw(`${NOW} + INTERVAL ${rest} SECOND`),
          finished_at: trx.raw(NOW),
          last_checked: checked,
          is_cut: Number(isCut),
        });
        // Separate, because a statement may read values that it has just assigned.
        await ownSearch(trx).update({ searched_to: -1, checked: 0, started_at: trx.ref("next_at") });
        return true;
      });
    },

    /** Lets the next slice follow at once. */
    async continueNow(): Promise<void> {
      await ownSearch().update({ next_at: db.raw(NOW) });
    },

    /** Starts a search that rests. */
    async restart(): Promise<void> {
      await ownSearch()
        .where({ searched_to: -1 })
        .update({ next_at: db.raw(NOW), started_at: db.raw(NOW) });
    },

    /** Removes leads that are no longer in both tables. */
    async forget(leadIds: readonly number[]): Promise<void> {
      if (leadIds.length > 0)
        await db("dearchive_duplicates").where(own).whereIn("lead_id", leadIds).delete();
    },

    async search(): Promise<DuplicateSearch | undefined> {
      const row = await ownSearch().first();
      return (
        row && {
          finishedAt: row.finished_at === null ? null : fromUtcText(row.finished_at),
          lastChecked: row.last_checked ?? 0,
          isCut: row.is_cut === 1,
          checked: row.checked,
        }
      );
    },

    async count(lists: ListScope, filter: DuplicateFilter = {}): Promise<number> {
      const [row] = await matchingDuplicates(db, customer, lists, filter).count({ leads: "*" });
      return Number(row?.["leads"] ?? 0);
    },

    /** Returns the ids of the next leads, in ascending order. */
    async idsAfter(
      lists: ListScope,
      filter: DuplicateFilter,
      after: number,
      size: number,
    ): Promise<readonly number[]> {
      return matchingDuplicates(db, customer, lists, filter)
        .where("lead_id", ">", after)
        .orderBy("lead_id")
        .limit(size)
        .pluck("lead_id");
    },
  };
}

export type DuplicateStore = ReturnType<typeof createDuplicateStore>;
