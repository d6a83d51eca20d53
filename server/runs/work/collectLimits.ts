import type { DirectionName } from "../../leads/tables/direction.ts";

/** Leads per run. More leads need another run. */
export const MOST_LEADS = 100_000;

/** Limits of one step. */
export interface CollectLimits {
  readonly mostLeads: number;
  /** Index entries that one statement may read; beyond that, ranges of ids are scanned. */
  readonly looks: number;
  /** Ids per range. */
  readonly stretch: number;
  /** After this time, found leads are recorded and other work gets its turn. */
  readonly milliseconds: number;
}

export const COLLECT_LIMITS: CollectLimits = {
  mostLeads: MOST_LEADS,
  looks: 2 * MOST_LEADS,
  stretch: 20_000,
  milliseconds: 250,
};

/** In the live table. On MyISAM, the dialer's writes wait while a statement reads. */
const LIVE_LOOKS = 10_000;
const LIVE_STRETCH = 5_000;

/** Returns how much one statement may read of the table that the leads of a run come from. Pure. */
export function readLimits(
  { looks, stretch }: CollectLimits,
  { direction }: { readonly direction: DirectionName },
): Pick<CollectLimits, "looks" | "stretch"> {
  return direction === "dearchive"
    ? { looks, stretch }
    : { looks: Math.min(looks, LIVE_LOOKS), stretch: Math.min(stretch, LIVE_STRETCH) };
}
