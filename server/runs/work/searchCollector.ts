import type { LeadActivities, ReadActivity } from "../../leads/lookup/activity.ts";
import { BY_ID, type LeadSearch, type SearchOrder } from "../../leads/lookup/searchTerms.ts";
import type { TableSearch } from "../../leads/lookup/tableSearch.ts";
import { DIRECTIONS, type LeadTable } from "../../leads/tables/direction.ts";
import { createLru } from "../../lib/lru.ts";
import type { ListScope } from "../../vicidial/lists.ts";
import type { Run } from "../run.ts";
import type { RunSource, Take, TakeOrder } from "../runSource.ts";
import { CHUNK_SIZES, splitIntoChunks } from "../store/runChunks.ts";
import type { CollectedLeads } from "../store/runProgress.ts";
import type { ClaimedRun } from "../store/runQueue.ts";
import { type CollectLimits, readLimits } from "./collectLimits.ts";
import { createOldestCalls, type OldestCalls } from "./oldestCalls.ts";
import { blockRun } from "./runBlocked.ts";

const ORDERS: Readonly<Record<TakeOrder, SearchOrder>> = {
  lead_id: BY_ID,
  oldest_call: { column: "last_local_call_time", isDescending: false },
};

/** Long searches at a time; each holds up to twice the leads of its run. */
const MOST_LONG_SEARCHES = 20;

/** A search for the oldest calls among more leads than one statement may examine. */
interface LongSearch {
  /** The next id to examine. */
  from: number;
  readonly oldest: OldestCalls;
}

type SearchSource = Extract<RunSource, { readonly kind: "search" }>;

/** The table that the leads of a run come from. */
function sourceOf({ direction }: Pick<Run, "direction">): LeadTable {
  return DIRECTIONS[direction].source;
}

function takeOf({ source }: Pick<Run, "source">): Take | undefined {
  return source.kind === "search" ? source.take : undefined;
}

function callsOf({ byLead }: LeadActivities) {
  return [...byLead.values()].map(({ leadId, lastCall }) => ({ leadId, lastCall }));
}

export interface SearchCollectorOptions {
  readonly searches: Readonly<Record<LeadTable, TableSearch>>;
  readonly readActivity: ReadActivity;
  readonly limits: CollectLimits;
}

/** Finds the leads of a search in steps, each with statements that examine a limited number of leads. */
export function createSearchCollector({ searches, readActivity, limits }: SearchCollectorOptions) {
  /** By the owner of the claim: another instance that takes over starts again. */
  const longSearches = createLru<string, LongSearch>(MOST_LONG_SEARCHES);

  /** The leads that still fit into the run, in chunks. */
  function fitting(run: Run, leadIds: readonly number[], to: number, isOver: boolean): CollectedLeads {
    const take = takeOf(run);
    const room = Math.min(take?.most ?? limits.mostLeads, limits.mostLeads) - run.leadCount;
    const isFull = take !== undefined && leadIds.length >= room;
    const isCut = take === undefined && leadIds.length > room;
    const taken = leadIds.slice(0, room).sort((one, other) => one - other);
    return { chunks: splitIntoChunks(taken, run.direction), to, isOver: isOver || isFull || isCut, isCut };
  }

  /** Scans ids until a chunk is full, the time is over or no ids are left. */
  async function alongIds(run: Run, wanted: LeadSearch, scope: ListScope): Promise<CollectedLeads> {
    const found: number[] = [];
    const start = performance.now();
    const { stretch } = readLimits(limits, run);
    for (let from = run.collectedTo; ; ) {
      const { leadIds, last } = await searches[sourceOf(run)].nextRange(wanted, scope, from, stretch);
      found.push(...leadIds);
      if (last === null) return fitting(run, found, from, true);
      from = last + 1;
      const isLong = performance.now() - start > limits.milliseconds;
      if (found.length >= CHUNK_SIZES[run.direction] || isLong) return fitting(run, found, from, false);
    }
  }

  /** Scans all ids for the oldest calls, for a moment. Which leads these are is known, and recorded, at the end. */
  async function alongAllIds(
    { run, owner }: ClaimedRun,
    wanted: LeadSearch,
    { most }: Take,
    scope: ListScope,
  ): Promise<CollectedLeads> {
    const long = longSearches.get(owner) ?? { from: 0, oldest: createOldestCalls(most) };
    longSearches.set(owner, long);
    const start = performance.now();
    const { stretch } = readLimits(limits, run);
    do {
      const { leadIds, last } = await searches[sourceOf(run)].nextRange(wanted, scope, long.from, stretch);
      if (last === null) return fitting(run, long.oldest.leadIds(), long.from, true);
      long.oldest.offer(callsOf(await readActivity(sourceOf(run), leadIds)));
      long.from = last + 1;
    } while (performance.now() - start < limits.milliseconds);
    return { chunks: [], to: run.collectedTo, isOver: false, isCut: false };
  }

  /**
   * Finds the next leads of a run.
   *
   * @throws RunBlocked check_impossible
   */
  return async function collectSearched(
    claimed: ClaimedRun,
    { search: wanted, take }: SearchSource,
    scope: ListScope,
  ): Promise<CollectedLeads> {
    const { run, owner } = claimed;
    const isByCall = take?.order === "oldest_call";
    if (isByCall && longSearches.get(owner)) return alongAllIds(claimed, wanted, take, scope);
    if (run.collectedTo > 0) return alongIds(run, wanted, scope);
    const { looks } = readLimits(limits, run);
    const order = ORDERS[take?.order ?? "lead_id"];
    const looked = await searches[sourceOf(run)].find(wanted, scope, looks, order);
    if ("startable" in looked)
      return blockRun("check_impossible", `${sourceOf(run)} has no index for this search`);
    if (looked.isWhole) return fitting(run, looked.leadIds, looked.leadIds.at(-1) ?? 0, true);
    return isByCall ? alongAllIds(claimed, wanted, take, scope) : alongIds(run, wanted, scope);
  };
}
