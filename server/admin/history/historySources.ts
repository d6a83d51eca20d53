import type { BatchFilter } from "../../history/batchFilter.ts";
import type { BatchSearch } from "../../history/batchSearch.ts";
import type { ChangedLeads } from "../../history/changedLeads.ts";
import type { DuplicateChoice } from "../../history/duplicateChoice.ts";
import type { DuplicateStore } from "../../history/duplicateStore.ts";
import type { LeadOutcomes } from "../../history/leadOutcomes.ts";
import type { Resolutions } from "../../history/resolutions.ts";
import type { Undos } from "../../history/undos.ts";
import { isVisible } from "../../history/visibleLeads.ts";
import type { ApiKey } from "../../keys/apiKey.ts";
import type { Locations } from "../../leads/lookup/locations.ts";
import type { Duplicates } from "../../leads/tables/duplicates.ts";
import type { PutBack } from "../../leads/tables/savedRow.ts";
import type { RunChunks } from "../../runs/store/runChunks.ts";
import type { RunSearch } from "../../runs/store/runSearch.ts";
import type { LeadPrivacy } from "../../vicidial/leadPrivacy.ts";
import type { ListScope } from "../../vicidial/lists.ts";
import type { VisibleUsers } from "../shell/visibleUsers.ts";

/** Stores that the history pages of a customer read. */
export interface HistorySources {
  readonly search: BatchSearch;
  readonly leads: LeadOutcomes;
  readonly changedLeads: Pick<ChangedLeads, "of" | "ofBatch">;
  readonly locations: Locations;
  readonly undos: Undos;
  readonly resolutions: Resolutions;
  readonly duplicates: Duplicates;
  readonly knownDuplicates: DuplicateStore;
  readonly duplicateChoice: DuplicateChoice;
  readonly putBack: PutBack;
  readonly runChunks: Pick<RunChunks, "underWay">;
  readonly runSearch: Pick<RunSearch, "undosOf" | "undoneLeads" | "withIds">;
}

/** The signed-in user's rights and preferences. */
export interface Viewer {
  readonly scope: ListScope;
  readonly privacy: LeadPrivacy;
  /** Whether the viewer can download data. */
  readonly mayExport: boolean;
  /** Whether the viewer can move leads on the pages. */
  readonly mayMove: boolean;
  /** API keys that the viewer can see, newest first. */
  readonly keys: readonly ApiKey[];
  /** Users whose names the viewer can see. */
  readonly users: VisibleUsers;
  /** Time zone in which the viewer reads and enters times. */
  readonly zone: string;
  readonly now: Date;
}

/** Tells whether the viewer can access at least one copy of the lead. */
export async function mayKnow(
  { locations }: Pick<HistorySources, "locations">,
  { scope }: Viewer,
  leadId: number,
): Promise<boolean> {
  if (scope.kind === "every") return true;
  return isVisible(scope, (await locations.listsOf([leadId])).get(leadId) ?? {});
}

/** Tells whether the viewer can access the lead and see the user that a filter names, so that no search reveals them. */
export async function maySearch(
  sources: Pick<HistorySources, "locations">,
  viewer: Viewer,
  { leadId, user }: BatchFilter,
): Promise<boolean> {
  if (user !== undefined && !viewer.users.has(user)) return false;
  return leadId === undefined || mayKnow(sources, viewer, leadId);
}
