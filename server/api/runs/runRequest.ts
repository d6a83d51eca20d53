import type { LeadSearch } from "../../leads/lookup/searchTerms.ts";
import type { DirectionName } from "../../leads/tables/direction.ts";
import type { RunSource } from "../../runs/runSource.ts";
import type { LeadPrivacy } from "../../vicidial/leadPrivacy.ts";
import { parseJson } from "../moveRequest.ts";
import { createFieldReader, type FieldReader, readBoolean, readOneOf, refuseInvalid } from "./runFields.ts";
import { type ListedLeads, readLeadIds } from "./runLeadIds.ts";
import { readSearch } from "./runSearchFields.ts";
import { readSettings, type WantedSettings } from "./runSettings.ts";

/** A request to create a run. */
export interface RunRequest {
  readonly direction: DirectionName;
  readonly source: RunSource;
  /** Left out for a search. */
  readonly leadIds?: readonly number[];
  readonly settings: WantedSettings;
  /** Whether the run starts once its leads are checked. */
  readonly startsItself: boolean;
}

const DIRECTIONS: Readonly<Record<"restore" | "archive", DirectionName>> = {
  restore: "dearchive",
  archive: "archive",
};

/** The source of a run with listed leads, and the placeholder until the request is read. */
const NO_LEADS = { kind: "list", name: "API", invalid: 0, repeated: 0 } as const;

function sourceOf(listed: ListedLeads | undefined, search: LeadSearch | undefined): RunSource {
  if (listed) return { ...NO_LEADS, repeated: listed.repeated };
  return search ? { kind: "search", search } : NO_LEADS;
}

function checkLeads(fields: FieldReader): void {
  const [isListed, isSearched] = [fields.has("lead_ids"), fields.has("search")];
  if (isListed && isSearched) fields.add("search", "must be left out where lead_ids names the leads");
  if (!isListed && !isSearched) fields.add("lead_ids", "must name the leads, unless search finds them");
}

/**
 * Reads a request to create a run.
 *
 * @param text the body as sent
 * @param privacy the columns that the user may see and search
 * @throws DearchiveError body_malformed, or fields_invalid with all errors
 */
export function readRunRequest(text: string, privacy: LeadPrivacy): RunRequest {
  const fields = createFieldReader(parseJson(text));
  const name = fields.take("direction", readOneOf(["restore", "archive"] as const));
  if (!fields.has("direction")) fields.add("direction", "must be restore or archive");
  const direction = DIRECTIONS[name ?? "restore"];
  checkLeads(fields);
  const listed = fields.take("lead_ids", (value) => readLeadIds(value, text));
  const search = fields.take("search", (value) => ({ value: readSearch(fields, value, privacy) }));
  const source = sourceOf(listed, search);
  const settings = readSettings(fields, { direction, source });
  const startsItself = fields.take("start", readBoolean) ?? false;
  refuseInvalid(fields.errors());
  return { direction, source, ...(listed && { leadIds: listed.leadIds }), settings, startsItself };
}

/** Reads the optional body of a request that starts a run, or undoes one. */
export function readStartRequest(
  text: string,
  run: { readonly direction: DirectionName; readonly source: RunSource },
): { readonly settings: WantedSettings; readonly startsItself: boolean } {
  if (text.trim() === "") return { settings: {}, startsItself: false };
  const fields = createFieldReader(parseJson(text));
  const settings = readSettings(fields, run);
  const startsItself = fields.take("start", readBoolean) ?? false;
  refuseInvalid(fields.errors());
  return { settings, startsItself };
}
