import { RUN_OUTCOMES, type RunOutcome } from "../../runs/runOutcome.ts";
import { type LocatedRunLead, readVisibleChunk } from "../../runs/visibleRunLeads.ts";
import type { RunContext } from "./runContext.ts";

/** Reads the leads of a chunk that the viewer may see, by id. */
export function readChunk(
  { page, run, scope }: RunContext,
  chunk: number,
): Promise<readonly LocatedRunLead[]> {
  return readVisibleChunk(page.customer.stores, run.id, chunk, scope);
}

/** Reads the outcome filter. Undefined for none or an unknown one: the page then shows the leads that need a decision. */
export function readRunOutcome(query: URLSearchParams): RunOutcome | undefined {
  const name = query.get("outcome");
  return RUN_OUTCOMES.find((outcome) => outcome === name);
}
