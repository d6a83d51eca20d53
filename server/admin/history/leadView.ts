import type { RecordedChange } from "../../history/changedLeads.ts";
import type { VisibleLead } from "../../history/visibleLeads.ts";
import { FACT_COLUMNS, type LeadFacts, type LeadLocation } from "../../leads/lookup/locations.ts";
import type { DirectionName } from "../../leads/tables/direction.ts";
import { type PageText, phrase } from "../../lib/phrase.ts";
import { columnName, isHidden, type LeadPrivacy, showCell } from "../../vicidial/leadPrivacy.ts";
import { type ShownDifference, showDifferences } from "./cellDifference.ts";
import { changeLine } from "./changesView.ts";
import { outcomeLabel, type Tone } from "./outcomeLabels.ts";

/** An outcome as a colored tag. */
export interface ShownOutcome {
  readonly label: string;
  readonly meaning: string;
  readonly tone: Tone;
}

/** One row in the list of a batch's leads. */
export interface LeadLine {
  readonly leadId: number;
  readonly outcome: ShownOutcome;
  readonly location: ShownLocation;
  /** The move kept the lead because its copies differed, and the lead is still in both tables. */
  readonly isUnresolved: boolean;
  readonly differences: readonly ShownDifference[];
  /** Number and names of the differing columns, or null when there are none. */
  readonly differed: PageText | null;
  /** What the batch changed in it; null for nothing. */
  readonly changed: PageText | null;
}

/** Current location of a lead, with links to its Vicidial pages. */
export interface ShownLocation {
  readonly text: string;
  readonly links: readonly { readonly label: string; readonly query: string }[];
}

const COLUMN_LABELS: Readonly<Record<(typeof FACT_COLUMNS)[number], string>> = {
  list_id: phrase("List"),
  status: phrase("Status"),
  phone_number: phrase("Phone"),
  first_name: phrase("First name"),
  last_name: phrase("Last name"),
  called_count: phrase("Calls"),
  last_local_call_time: phrase("Last call"),
};

/** Describes the location of a lead. The queries are for Vicidial's admin_modify_lead.php. */
export function showLocation(leadId: number, { live, archived }: LeadLocation): ShownLocation {
  const isLive = live !== undefined;
  const isArchived = archived !== undefined;
  const links = [
    ...(isLive ? [{ label: phrase("Live"), query: `lead_id=${leadId}` }] : []),
    ...(isArchived ? [{ label: phrase("Archived"), query: `lead_id=${leadId}&archive_search=Yes` }] : []),
  ];
  if (isLive) return { text: isArchived ? phrase("In both tables") : phrase("Live"), links };
  return { text: isArchived ? phrase("In the archive") : phrase("In neither table"), links };
}

/** Returns the number and names of the differing columns, or null when there are none. */
export function differencesLabel(differences: readonly ShownDifference[]): PageText | null {
  if (differences.length === 0) return null;
  const names = differences.map(({ column }) => column).join(", ");
  return differences.length === 1
    ? phrase("1 column differed: %1s", names)
    : phrase("%1s columns differed: %2s", differences.length, names);
}

/** Builds the row of a lead, masked for the viewer. */
export function showLead(
  lead: VisibleLead,
  change: RecordedChange | undefined,
  direction: DirectionName,
  privacy: LeadPrivacy,
): LeadLine {
  const differences = showDifferences(lead.differences, direction, privacy);
  return {
    leadId: lead.leadId,
    outcome: outcomeLabel(lead.outcome, direction),
    location: showLocation(lead.leadId, lead.location),
    isUnresolved:
      lead.outcome === "kept_differs" &&
      lead.location.live !== undefined &&
      lead.location.archived !== undefined,
    differences,
    differed: differencesLabel(differences),
    changed: changeLine(change, lead.outcome, privacy),
  };
}

/** Returns the main columns of a lead, masked for the viewer. */
export function showFacts(
  facts: LeadFacts,
  privacy: LeadPrivacy,
): readonly { readonly label: string; readonly value: string | null | undefined }[] {
  return FACT_COLUMNS.filter((column) => !isHidden(privacy, column)).map((column) => {
    const value = facts[column];
    const text = value === null ? null : String(value);
    return {
      label: columnName(privacy, column, COLUMN_LABELS[column]),
      value: showCell(privacy, column, text),
    };
  });
}
