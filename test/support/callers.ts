import type { Fault } from "../../server/errors.ts";
import { DearchiveError } from "../../server/errors.ts";
import type { MoveResult } from "../../server/leads/move/outcome.ts";
import type { Direction } from "../../server/leads/tables/direction.ts";
import { orderFor, type TestMover } from "./mover.ts";

/** What an integrator's script got: its results, and every refusal other than "not there any more". */
export interface Caller {
  readonly results: readonly MoveResult[];
  readonly refusals: readonly Fault[];
}

const PIECE = 10;

function settle(error: unknown): Fault {
  if (error instanceof DearchiveError) return error.fault;
  throw error;
}

/** Moves leads a piece at a time as an integrator's script does: what is missing is left out and the rest sent again. */
export async function moveInChunks(
  mover: TestMover,
  direction: Direction,
  leadIds: readonly number[],
): Promise<Caller> {
  const results: MoveResult[] = [];
  const refusals: Fault[] = [];
  for (let start = 0; start < leadIds.length; start += PIECE) {
    let wanted = leadIds.slice(start, start + PIECE);
    while (wanted.length > 0) {
      const told = await mover.move(orderFor(direction, wanted)).catch(settle);
      if (!("code" in told)) results.push(told);
      else if (told.code !== "ids_missing") refusals.push(told);
      const missing = new Set("code" in told && told.code === "ids_missing" ? told.ids : wanted);
      wanted = wanted.filter((id) => !missing.has(id));
    }
  }
  return { results, refusals };
}

/** The sum of one count over everything that the callers were told. */
export function total(callers: readonly Caller[], count: "insertCount" | "deleteCount"): number {
  return callers.flatMap(({ results }) => results).reduce((sum, result) => sum + result[count], 0);
}
