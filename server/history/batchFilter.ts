import type { Binding } from "../db/sql.ts";
import type { DirectionName } from "../leads/direction.ts";
import type { Outcome } from "../leads/outcome.ts";
import { HAS_OUTCOME, IS_BATCH_OF_LEAD } from "./batchLeads.ts";

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

/** An index with the condition that picks one stretch of it, in which batches stand in the order of their ids. */
export interface Access {
  readonly index: string;
  readonly within: Condition;
}

/** A filter as SQL. */
export interface Search {
  readonly access: Access;
  /** What the index does not decide: it is looked at batch by batch. */
  readonly rest: readonly Condition[];
  /** Whether some of that wants a look into the leads of a batch. */
  readonly readsLeads: boolean;
}

function condition(sql: string, ...bindings: readonly Binding[]): Condition {
  return { sql, bindings };
}

const DELETED = "batch.delete_leads = 1";
const NOT_DELETED = "batch.delete_leads = 0";
const LEFT_BEHIND = "batch.left_behind = 1";

/**
 * What a batch's own figures tell of an outcome (see tellResult): some outcomes they decide, of others they leave out the
 * batches that cannot have them.
 */
const FIGURES: Readonly<Record<Outcome, { readonly sql: string; readonly decides: boolean }>> = {
  inserted: { sql: `${NOT_DELETED} AND batch.insert_count > 0`, decides: true },
  updated: { sql: `${NOT_DELETED} AND batch.update_count > 0`, decides: true },
  counted: {
    sql: `${NOT_DELETED} AND batch.insert_count + batch.update_count < batch.select_count`,
    decides: true,
  },
  moved: {
    sql: `${DELETED} AND batch.delete_count > 0 AND (batch.update_leads = 1 OR batch.insert_count > 0)`,
    decides: false,
  },
  deleted: {
    sql: `${DELETED} AND batch.delete_count > 0 AND batch.update_leads = 0 AND (batch.insert_leads = 0 OR batch.insert_count < batch.select_count)`,
    decides: false,
  },
  kept_differs: { sql: LEFT_BEHIND, decides: false },
  kept_not_in_target: { sql: LEFT_BEHIND, decides: false },
};

function outcomeConditions(outcome: BatchOutcome): readonly Condition[] {
  if (outcome === "open" || outcome === "failed") return [condition("batch.state = ?", outcome)];
  const isDone = condition("batch.state = 'done'");
  if (outcome === "left_behind") return [isDone, condition(LEFT_BEHIND)];
  const { sql, decides } = FIGURES[outcome];
  return [isDone, condition(sql), ...(decides ? [] : [condition(HAS_OUTCOME, outcome)])];
}

const INDEX = {
  primary: "PRIMARY",
  state: "dearchive_batches_state_id_index",
  leftBehind: "dearchive_batches_left_behind_id_index",
  key: "dearchive_batches_key_id_id_index",
  user: "dearchive_batches_vicidial_user_id_index",
} as const;

/** The index that leaves the fewest batches to look at. */
function chooseAccess({ leadId, outcome, keyId, user }: BatchFilter): Access {
  if (leadId !== undefined)
    return { index: INDEX.primary, within: condition(`batch.${IS_BATCH_OF_LEAD}`, leadId) };
  if (outcome === "open" || outcome === "failed")
    return { index: INDEX.state, within: condition("batch.state = ?", outcome) };
  if (outcome === "left_behind" || outcome === "kept_differs" || outcome === "kept_not_in_target")
    return { index: INDEX.leftBehind, within: condition(LEFT_BEHIND) };
  if (keyId !== undefined) return { index: INDEX.key, within: condition("batch.key_id <=> ?", keyId) };
  if (user !== undefined) return { index: INDEX.user, within: condition("batch.vicidial_user = ?", user) };
  return { index: INDEX.primary, within: condition("TRUE") };
}

/** A filter, but for its times, as SQL. Pure. */
export function toSearch(filter: BatchFilter): Search {
  const { keyId, user, customer, direction, outcome } = filter;
  const access = chooseAccess(filter);
  const conditions = [
    ...(keyId === undefined ? [] : [condition("batch.key_id <=> ?", keyId)]),
    ...(user === undefined ? [] : [condition("batch.vicidial_user = ?", user)]),
    ...(customer === undefined ? [] : [condition("batch.customer = ?", customer)]),
    ...(direction === undefined ? [] : [condition("batch.direction = ?", direction)]),
    ...(outcome === undefined ? [] : outcomeConditions(outcome)),
  ];
  return {
    access,
    rest: conditions.filter(({ sql }) => sql !== access.within.sql),
    readsLeads: conditions.some(({ sql }) => sql === HAS_OUTCOME),
  };
}
