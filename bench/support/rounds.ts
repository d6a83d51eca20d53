import { median } from "./statistics.ts";

/** A ratio with its range over the rounds. */
export interface Ratio {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** One measured way of doing the same work; returns its figure of one round. */
export type Leg = () => Promise<number>;

/** The figures of each leg, one per round. */
export type Figures<Name extends string> = Readonly<Partial<Record<Name, readonly number[]>>>;

/** Runs every leg once a round, every other round in reverse order, so that other load on the machine hits all of them. */
export async function alternate<Name extends string>(
  legs: Readonly<Partial<Record<Name, Leg>>>,
  rounds: number,
): Promise<Figures<Name>> {
  const names = Object.keys(legs) as Name[];
  const figures: Partial<Record<Name, number[]>> = {};
  for (let round = 0; round < rounds; round += 1)
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const figure = await legs[name]?.();
      if (figure !== undefined) figures[name] = [...(figures[name] ?? []), figure];
    }
  return figures;
}

/** Returns the median of each leg. */
export function mediansOf<Name extends string>(
  figures: Figures<Name>,
): Readonly<Partial<Record<Name, number>>> {
  const medians: Partial<Record<Name, number>> = {};
  for (const name of Object.keys(figures) as Name[]) medians[name] = median(figures[name] ?? []);
  return medians;
}

/** Returns the ratio of two legs, taken within each round; undefined if one was not measured. */
export function ratioOf(
  ours: readonly number[] | undefined,
  others: readonly number[] | undefined,
): Ratio | undefined {
  if (!ours || !others) return undefined;
  const ratios = ours.map((figure, round) => figure / (others[round] ?? Number.NaN));
  return { median: median(ratios), least: Math.min(...ratios), most: Math.max(...ratios) };
}
