import type { Knex } from "knex";
import type { CustomerScope } from "../db/customerScope.ts";
import { NOW } from "../db/lease.ts";
import { fromUtcText, queryRows, toUtcText } from "../db/sql.ts";
import { inTransaction } from "../db/transaction.ts";
import type { ListScope } from "../vicidial/lists.ts";
import { type DuplicateFilter, matchingDuplicates, searchingCustomer } from "./duplicateFilter.ts";

/** The leads in both tables that match a filter, as a user is shown them before deciding about all of them. */
export interface DuplicateSurvey {
  /** Leads whose version was found later were not shown. On the database's clock. */
  readonly shownAt: Date;
  /** Leads that can be decided about. */
  readonly count: number;
  /** Those of them whose copies are equal. */
  readonly equal: number;
  /** Leads whose copies cannot be compared, so that nobody can decide. */
  readonly uncomparable: number;
  /** In how many of the leads each column differs, most frequent first. */
  readonly columns: readonly { readonly column: string; readonly leads: number }[];
}

/** A lead in both tables, as the search saw it. */
export interface ChosenDuplicate {
  readonly leadId: number;
  /** Of both rows, as in DuplicateRows. */
  readonly version: string;
}

interface Group {
  readonly differing: string | null;
  readonly isKnown: 0 | 1;
  readonly leads: number;
}

/** Reads the leads in both tables that a user decides about at once. */
export function createDuplicateChoice(db: Knex, scope: CustomerScope) {
  const customer = searchingCustomer(scope);

  function toSurvey(shownAt: Date, groups: readonly Group[]): DuplicateSurvey {
    const known = groups.filter(({ isKnown }) => isKnown === 1);
    const sum = (some: readonly Group[]) => some.reduce((total, { leads }) => total + Number(leads), 0);
    const byColumn = new Map<string, number>();
    for (const { differing, leads } of known)
      for (const column of (differing ?? "").split(",").filter((name) => name !== ""))
        byColumn.set(column, (byColumn.get(column) ?? 0) + Number(leads));
    return {
      shownAt,
      count: sum(known),
      equal: sum(known.filter(({ differing }) => differing === "")),
      uncomparable: sum(groups) - sum(known),
      columns: [...byColumn]
        .map(([column, leads]) => ({ column, leads }))
        .toSorted((one, other) => other.leads - one.leads),
    };
  }

  return {
    /** Summarizes the leads that match. The lock on the search keeps its writes on one side of `shownAt`. */
    async survey(lists: ListScope, filter: DuplicateFilter): Promise<DuplicateSurvey> {
      return inTransaction(db, async (trx) => {
        await trx("dearchive_duplicate_searches").where({ customer }).forUpdate().first("customer");
        const [clock] = await queryRows<{ now: string }>(trx, `SELECT CAST(${NOW} AS CHAR) AS now`, []);
        const groups: Group[] = await matchingDuplicates(trx, customer, lists, filter)
          .select("differing", trx.raw("version IS NOT NULL AS isKnown"), trx.raw("COUNT(*) AS leads"))
          .groupBy("differing", "isKnown");
        return toSurvey(fromUtcText(clock?.now ?? ""), groups);
      });
    },

    /** Returns the next leads that match and that a survey showed, in ascending order of their ids. */
    async next(
      lists: ListScope,
      filter: DuplicateFilter,
      shownAt: Date,
      after: number,
      size: number,
    ): Promise<readonly ChosenDuplicate[]> {
      const rows = await matchingDuplicates(db, customer, lists, filter)
        .where("lead_id", ">", after)
        .where("seen_at", "<", toUtcText(shownAt))
        .whereNotNull("version")
        .orderBy("lead_id")
        .limit(size)
        .select("lead_id", "version");
      return rows.flatMap(({ lead_id, version }) => (version === null ? [] : [{ leadId: lead_id, version }]));
    },
  };
}

export type DuplicateChoice = ReturnType<typeof createDuplicateChoice>;
