import type { BatchLeads } from "../../history/batchLeads.ts";
import type { BatchSearch } from "../../history/batchSearch.ts";
import type { ApiKey, KeyStore } from "../../keys/keyStore.ts";
import type { Whereabouts } from "../../leads/whereabouts.ts";
import type { LeadPrivacy } from "../../vicidial/leadPrivacy.ts";
import type { ListScope } from "../../vicidial/lists.ts";
import { isVisible } from "./visibleLeads.ts";

/** What the history's pages read from. */
export interface HistorySources {
  readonly search: BatchSearch;
  readonly leads: BatchLeads;
  readonly whereabouts: Whereabouts;
  readonly keys: Pick<KeyStore, "list">;
  /** The zone of the times that people read and type. */
  readonly zone: string;
}

/** What somebody may see. */
export interface Viewer {
  readonly scope: ListScope;
  readonly privacy: LeadPrivacy;
  /** Whether the viewer may take data away as a file. */
  readonly mayExport: boolean;
}

/** Every key by its id: batches name keys by that. */
export async function keysById({ keys }: Pick<HistorySources, "keys">): Promise<ReadonlyMap<number, ApiKey>> {
  return new Map((await keys.list()).map((key) => [key.id, key]));
}

/** Whether the viewer may know of a lead at all. */
export async function mayKnow(
  { whereabouts }: Pick<HistorySources, "whereabouts">,
  { scope }: Viewer,
  leadId: number,
): Promise<boolean> {
  if (scope.kind === "every") return true;
  return isVisible(scope, (await whereabouts.placesOf([leadId])).get(leadId) ?? {});
}
