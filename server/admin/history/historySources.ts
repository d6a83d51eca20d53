import type { BatchSearch } from "../../history/batchSearch.ts";
import type { LeadOutcomes } from "../../history/leadOutcomes.ts";
import type { Resolutions } from "../../history/resolutions.ts";
import type { Undos } from "../../history/undos.ts";
import { isVisible } from "../../history/visibleLeads.ts";
import type { ApiKey } from "../../keys/apiKeyRow.ts";
import type { ReadActivity } from "../../leads/lookup/activity.ts";
import type { Locations } from "../../leads/lookup/locations.ts";
import type { Duplicates } from "../../leads/tables/duplicates.ts";
import type { RunChunks } from "../../runs/store/runChunks.ts";
import type { LeadPrivacy } from "../../vicidial/leadPrivacy.ts";
import type { ListScope } from "../../vicidial/lists.ts";

/** What the history of a customer is read from. */
export interface HistorySources {
  readonly search: BatchSearch;
  readonly leads: LeadOutcomes;
  readonly locations: Locations;
  readonly undos: Undos;
  readonly readTraces: ReadActivity;
  readonly resolutions: Resolutions;
  readonly duplicates: Duplicates;
  readonly runParts: Pick<RunChunks, "runOf">;
}

/** Who looks, and what that person may see. */
export interface Viewer {
  readonly scope: ListScope;
  readonly privacy: LeadPrivacy;
  /** Whether the viewer may take data away as a file. */
  readonly mayExport: boolean;
  /** Whether the viewer may move leads by hand. */
  readonly mayMove: boolean;
  /** The keys that batches may have come with, newest first. */
  readonly keys: readonly ApiKey[];
  /** The zone of the times that the viewer reads and types. */
  readonly zone: string;
  readonly now: Date;
}

/** Whether the viewer may know of a lead at all. */
export async function mayKnow(
  { locations }: Pick<HistorySources, "locations">,
  { scope }: Viewer,
  leadId: number,
): Promise<boolean> {
  if (scope.kind === "every") return true;
  return isVisible(scope, (await locations.placesOf([leadId])).get(leadId) ?? {});
}
