import type { CustomerScope } from "../db/customerScope.ts";
import type { Binding } from "../db/sql.ts";
import type { Outcome } from "../leads/move/outcome.ts";
import type { DirectionName } from "../leads/tables/direction.ts";

/** Selects batches with an outcome of a lead, batches that kept leads in the source table, or unfinished batches. */
export type BatchOutcome = Outcome | "kept_in_archive" | "open" | "failed";

/** Selects batches; an absent field matches every batch. */
export interface BatchFilter {
  /** Start of the period in which batches started, inclusive. */
  readonly from?: Date;
  /** End of the period, exclusive. */
  readonly to?: Date;
  /** Null for manual moves. */
  readonly keyId?: number | null;
  readonly user?: string;
  readonly customer?: string;
  readonly direction?: DirectionName;
  readonly outcome?: BatchOutcome;
  readonly leadId?: number;
  readonly runId?: number;
  /** Only the batches that the history lists by themselves, of which each run has one. Not with an outcome, lead or run. */
  readonly isListed?: true;
}

/** A condition on a row aliased `batch`, with its bindings. */
export interface Condition {
  readonly sql: string;
  readonly bindings: readonly Binding[];
}

/** An index with disjoint conditions. Each condition selects a range of the index in which rows are sorted by batch id. */
export interface Access {
  readonly index: string;
  readonly ranges: readonly Condition[];
}

/** A filter as SQL. */
export interface Search {
  readonly access: Access;
  /** Conditions that the index does not cover; tested row by row. */
  readonly rest: readonly Condition[];
}

function condition(sql: string, ...bindings: readonly Binding[]): Condition {
  return { sql, bindings };
}

const INDEX = {
  primary: "PRIMARY",
  state: "dearchive_batches_state_id_index",
  outcomes: "dearchive_batches_outcomes_id_index",
  listed: "dearchive_batches_is_listed_id_index",
  run: "dearchive_batches_run_id_id_index",
  key: "dearchive_batches_key_id_is_listed_id_index",
  user: "dearchive_batches_vicidial_user_is_listed_id_index",
  customer: "dearchive_batches_customer_is_listed_id_index",
} as const;

const KEPT: readonly Outcome[] = ["kept_differs", "kept_not_in_target"];

/** Returns the outcomes of which a batch must have at least one; undefined if the filter does not ask for any. */
function wantedOutcomes({ outcome }: BatchFilter): readonly Outcome[] | undefined {
  if (outcome === undefined || outcome === "open" || outcome === "failed") return undefined;
  return outcome === "kept_in_archive" ? KEPT : [outcome];
}

/** Returns one condition, a range of the index, for each existing combination that contains a wanted outcome. */
function outcomeRanges(wanted: readonly Outcome[], occurring: readonly string[]): readonly Condition[] {
  return occurring
    .filter((combination) =>
      combination.split(",").some((name) => wanted.some((outcome) => outcome === name)),
    )
    .map((combination) => condition("batch.outcomes = ?", combination));
}

function oneOf(conditions: readonly Condition[]): Condition {
  const sql = conditions.map((each) => each.sql).join(" OR ");
  return { sql: sql === "" ? "FALSE" : sql, bindings: conditions.flatMap((each) => each.bindings) };
}

/** Returns disjoint conditions on `is_listed` that together select what the filter asks for. */
function listed({ isListed }: BatchFilter): readonly string[] {
  return isListed ? ["batch.is_listed = 1"] : ["batch.is_listed = 1", "batch.is_listed = 0"];
}

/** Returns the indexed conditions of a filter, the most selective first. */
function accesses(
  filter: BatchFilter,
  occurring: readonly string[],
  scope: CustomerScope,
): readonly Access[] {
  const { leadId, runId, outcome, keyId, user, customer } = filter;
  const wanted = wantedOutcomes(filter);
  const byOutcome = wanted && [{ index: INDEX.outcomes, ranges: outcomeRanges(wanted, occurring) }];
  const isRare = wanted?.some((name) => KEPT.includes(name)) ?? false;
  const along = (index: string, ...ranges: readonly Condition[]) => [{ index, ranges }];
  /** In these indexes, `is_listed` precedes the id. */
  const alongListed = (index: string, sql: string, ...bindings: readonly Binding[]) =>
    along(index, ...listed(filter).map((is) => condition(`${sql} AND ${is}`, ...bindings)));
  return [
    ...(leadId === undefined
      ? []
      : along(
          INDEX.primary,
          condition("batch.id IN (SELECT batch_id FROM dearchive_batch_leads WHERE lead_id = ?)", leadId),
        )),
    ...(runId === undefined ? [] : along(INDEX.run, condition("batch.run_id = ?", runId))),
    ...(outcome === "open" || outcome === "failed"
      ? along(INDEX.state, condition("batch.state = ?", outcome))
      : []),
    ...(byOutcome && isRare ? byOutcome : []),
    ...(keyId === undefined ? [] : alongListed(INDEX.key, "batch.key_id <=> ?", keyId)),
    ...(user === undefined ? [] : alongListed(INDEX.user, "batch.vicidial_user = ?", user)),
    ...(byOutcome && !isRare ? byOutcome : []),
    ...(customer === undefined ? [] : alongListed(INDEX.customer, "batch.customer = ?", customer)),
    ...(scope.kind === "one" ? alongListed(INDEX.customer, "batch.customer = ?", scope.customer) : []),
  ];
}

/**
 * Returns a filter, without its times, as SQL. Pure.
 *
 * @param occurring combinations of outcomes that exist, as stored in `dearchive_batches.outcomes`
 * @param scope limits the batches, whatever the filter says
 */
export function toSearch(filter: BatchFilter, occurring: readonly string[], scope: CustomerScope): Search {
  const { direction, isListed } = filter;
  const [access, ...others] = accesses(filter, occurring, scope);
  const every = isListed
    ? { index: INDEX.listed, ranges: [condition("batch.is_listed = 1")] }
    : { index: INDEX.primary, ranges: [condition("TRUE")] };
  return {
    access: access ?? every,
    rest: [
      ...others.map(({ ranges }) => oneOf(ranges)),
      ...(direction === undefined ? [] : [condition("batch.direction = ?", direction)]),
    ],
  };
}

/** Tests whether a filter asks for an outcome of leads, which needs the existing combinations. */
export function asksForOutcome(filter: BatchFilter): boolean {
  return wantedOutcomes(filter) !== undefined;
}
