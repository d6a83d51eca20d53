import type { Fault } from "../../server/errors.ts";
import { DearchiveError } from "../../server/errors.ts";
import type { MoveResult } from "../../server/leads/move/outcome.ts";
import type { Direction } from "../../server/leads/tables/direction.ts";
import { orderFor, type TestMover } from "./mover.ts";

/** The results that an integrator's script received, and every refusal except `ids_missing`. */
export interface Caller {
  readonly results: readonly MoveResult[];
  readonly refusals: readonly Fault[];
}

const CHUNK_SIZE = 10;

function faultFrom(error: unknown): Fault {
  if (error instanceof DearchiveError) return error.fault;
  throw error;
}

/** Moves leads in chunks as an integrator's script does: drops missing leads and sends the rest again. */
export async function moveInChunks(
  mover: TestMover,
  direction: Direction,
  leadIds: readonly number[],
): Promise<Caller> {
  const results: MoveResult[] = [];
  const refusals: Fault[] = [];
  for (let start = 0; start < leadIds.length; start += CHUNK_SIZE) {
    let wanted = leadIds.slice(start, start + CHUNK_SIZE);
    while (wanted.length > 0) {
      const outcome = await mover.move(orderFor(direction, wanted)).catch(faultFrom);
      if (!("code" in outcome)) results.push(outcome);
      else if (outcome.code !== "ids_missing") refusals.push(outcome);
      const missing = new Set("code" in outcome && outcome.code === "ids_missing" ? outcome.ids : wanted);
      wanted = wanted.filter((id) => !missing.has(id));
    }
  }
  return { results, refusals };
}

/** Returns the sum of one count over all results of the callers. */
export function total(callers: readonly Caller[], count: "insertCount" | "deleteCount"): number {
  return callers.flatMap(({ results }) => results).reduce((sum, result) => sum + result[count], 0);
}
