import type { CustomerScope } from "../db/customerScope.ts";
import type { Binding } from "../db/sql.ts";
import type { Outcome } from "../leads/move/outcome.ts";
import type { DirectionName } from "../leads/tables/direction.ts";

/** How a batch went: some of its leads had an outcome, or stayed behind for whatever reason, or it is not over. */
export type BatchOutcome = Outcome | "left_behind" | "open" | "failed";

/** Which batches are wanted; what is left out does not matter. */
export interface BatchFilter {
  /** The first instant of the time in which they began. */
  readonly from?: Date;
  /** The first instant after it. */
  readonly to?: Date;
  /** Null for batches by hand. */
  readonly keyId?: number | null;
  readonly user?: string;
  readonly customer?: string;
  readonly direction?: DirectionName;
  readonly outcome?: BatchOutcome;
  readonly leadId?: number;
}

/** A condition on a row called `batch`, with what is bound to it. */
export interface Condition {
  readonly sql: string;
  readonly bindings: readonly Binding[];
}

/**
 * An index, with the conditions that each pick one stretch of it in which batches stand in the order of their ids. No
 * batch is in two of them.
 */
export interface Access {
  readonly index: string;
  readonly stretches: readonly Condition[];
}

/** A filter as SQL. */
export interface Search {
  readonly access: Access;
  /** What the index does not decide: it is looked at batch by batch. */
  readonly rest: readonly Condition[];
}

function condition(sql: string, ...bindings: readonly Binding[]): Condition {
  return { sql, bindings };
}

const INDEX = {
  primary: "PRIMARY",
  state: "dearchive_batches_state_id_index",
  outcomes: "dearchive_batches_outcomes_id_index",
  key: "dearchive_batches_key_id_id_index",
  user: "dearchive_batches_vicidial_user_id_index",
  customer: "dearchive_batches_customer_id_index",
} as const;

const KEPT: readonly Outcome[] = ["kept_differs", "kept_not_in_target"];

/** The outcomes of leads that a batch must have one of; undefined where the filter asks for none. */
function wantedOutcomes({ outcome }: BatchFilter): readonly Outcome[] | undefined {
  if (outcome === undefined || outcome === "open" || outcome === "failed") return undefined;
  return outcome === "left_behind" ? KEPT : [outcome];
}

/** A condition for each combination of outcomes that occurs and has a wanted one: each is a stretch of the index. */
function outcomeStretches(wanted: readonly Outcome[], occurring: readonly string[]): readonly Condition[] {
  return occurring
    .filter((combination) => combination.split(",").some((name) => wanted.some((one) => one === name)))
    .map((combination) => condition("batch.outcomes = ?", combination));
}

function oneOf(conditions: readonly Condition[]): Condition {
  const sql = conditions.map((each) => each.sql).join(" OR ");
  return { sql: sql === "" ? "FALSE" : sql, bindings: conditions.flatMap((each) => each.bindings) };
}

/** The parts of a filter that have an index, the one that leaves the fewest batches first. */
function accesses(
  filter: BatchFilter,
  occurring: readonly string[],
  scope: CustomerScope,
): readonly Access[] {
  const { leadId, outcome, keyId, user, customer } = filter;
  const wanted = wantedOutcomes(filter);
  const byOutcome = wanted && [{ index: INDEX.outcomes, stretches: outcomeStretches(wanted, occurring) }];
  const isRare = wanted?.some((name) => KEPT.includes(name)) ?? false;
  const along = (index: string, ...stretches: readonly Condition[]) => [{ index, stretches }];
  return [
    ...(leadId === undefined
      ? []
      : along(
          INDEX.primary,
          condition("batch.id IN (SELECT batch_id FROM dearchive_batch_leads WHERE lead_id = ?)", leadId),
        )),
    ...(outcome === "open" || outcome === "failed"
      ? along(INDEX.state, condition("batch.state = ?", outcome))
      : []),
    ...(byOutcome && isRare ? byOutcome : []),
    ...(keyId === undefined ? [] : along(INDEX.key, condition("batch.key_id <=> ?", keyId))),
    ...(user === undefined ? [] : along(INDEX.user, condition("batch.vicidial_user = ?", user))),
    ...(byOutcome && !isRare ? byOutcome : []),
    ...(customer === undefined ? [] : along(INDEX.customer, condition("batch.customer = ?", customer))),
    ...(scope.kind === "one" ? along(INDEX.customer, condition("batch.customer = ?", scope.customer)) : []),
  ];
}

/**
 * A filter, but for its times, as SQL. Pure.
 *
 * @param occurring the combinations of outcomes that batches have, as `dearchive_batches.outcomes` tells them
 * @param scope whose batches may be found, whatever the filter says
 */
export function toSearch(filter: BatchFilter, occurring: readonly string[], scope: CustomerScope): Search {
  const { direction } = filter;
  const [access, ...others] = accesses(filter, occurring, scope);
  return {
    access: access ?? { index: INDEX.primary, stretches: [condition("TRUE")] },
    rest: [
      ...others.map(({ stretches }) => oneOf(stretches)),
      ...(direction === undefined ? [] : [condition("batch.direction = ?", direction)]),
    ],
  };
}

/** Whether a filter asks for an outcome of leads, so that the occurring combinations must be known. */
export function asksForOutcome(filter: BatchFilter): boolean {
  return wantedOutcomes(filter) !== undefined;
}
