import type { LeadFacts } from "../../leads/lookup/locations.ts";
import { showCell } from "../../vicidial/leadPrivacy.ts";
import type { RunContext } from "./runContext.ts";

/** Who a lead is, as far as the viewer's privacy settings allow. Hidden and empty values are empty. */
export interface LeadName {
  readonly name: string;
  readonly phone: string;
  readonly list: string;
}

/** Masks the name of a lead for the viewer. */
export function maskName(facts: LeadFacts, { privacy }: Pick<RunContext, "privacy">): LeadName {
  const cell = (column: keyof LeadFacts) =>
    showCell(privacy, column, facts[column] === null ? null : String(facts[column])) ?? "";
  const names = [cell("first_name"), cell("last_name")].filter((text) => text !== "");
  return { name: names.join(" "), phone: cell("phone_number"), list: cell("list_id") };
}

/** Reads the names of leads that the viewer may see: from the live row, otherwise from the archived one. */
export async function readNames(
  context: Pick<RunContext, "page" | "privacy">,
  ids: readonly number[],
): Promise<ReadonlyMap<number, LeadName>> {
  const { locations } = context.page.customer.stores;
  const live = await locations.factsOf("vicidial_list", ids);
  const archived = await locations.factsOf(
    "vicidial_list_archive",
    ids.filter((id) => !live.has(id)),
  );
  return new Map([...live, ...archived].map(([id, facts]) => [id, maskName(facts, context)]));
}
