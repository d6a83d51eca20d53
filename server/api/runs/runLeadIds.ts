import { MOST_LEADS } from "../../runs/work/collectLimits.ts";
import { readIds } from "../moveRequest.ts";
import type { FieldReading } from "./runFields.ts";

/** The largest value of `vicidial_list.lead_id`. */
const MAX_ID = 4_294_967_295;
const MOST_SHOWN = 5;
const MAX_SHOWN = 30;

/** The leads of a run: each once, in the order of their ids. */
export interface ListedLeads {
  readonly leadIds: readonly number[];
  readonly repeated: number;
}

function isLeadId(id: number | string): id is number {
  return typeof id === "number" && id >= 0 && id <= MAX_ID;
}

/** Reads `lead_ids`. @param text the body that holds the value: JavaScript may round its numbers */
export function readLeadIds(value: unknown, text: string): FieldReading<ListedLeads> {
  if (!Array.isArray(value) || value.length === 0) return { wanted: "a list of at least one lead id" };
  if (value.length > MOST_LEADS) return { wanted: `a list of at most ${MOST_LEADS} lead ids` };
  const ids = readIds(value, text);
  const wrong = ids.filter((id) => !isLeadId(id));
  if (wrong.length > 0) {
    const shown = wrong.slice(0, MOST_SHOWN).map((id) => String(id).slice(0, MAX_SHOWN));
    const more = wrong.length > shown.length ? ` and ${wrong.length - shown.length} more` : "";
    return { wanted: `a list of whole numbers from 0 to ${MAX_ID}, without ${shown.join(", ")}${more}` };
  }
  const leadIds = [...new Set(ids.filter(isLeadId))].sort((one, other) => one - other);
  return { value: { leadIds, repeated: ids.length - leadIds.length } };
}
