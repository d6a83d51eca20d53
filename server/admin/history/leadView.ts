import type { VisibleLead } from "../../history/visibleLeads.ts";
import { FACT_COLUMNS, type LeadFacts, type LeadLocation } from "../../leads/lookup/locations.ts";
import type { DirectionName } from "../../leads/tables/direction.ts";
import { type LeadPrivacy, showCell } from "../../vicidial/leadPrivacy.ts";
import { type ShownDifference, showDifferences } from "./cellDifference.ts";
import { outcomeLabel, type Tone } from "./outcomeLabels.ts";

/** An outcome as a coloured word. */
export interface ShownOutcome {
  readonly label: string;
  readonly meaning: string;
  readonly tone: Tone;
}

/** A lead of a batch as a row. */
export interface LeadLine {
  readonly leadId: number;
  readonly outcome: ShownOutcome;
  readonly location: ShownLocation;
  /** It was left behind because its rows differed, and stands in both tables still. */
  readonly isUnresolved: boolean;
  readonly differences: readonly ShownDifference[];
  /** How many columns differed, and which; null where none did. */
  readonly differed: string | null;
}

/** Where a lead stands now, with the Vicidial pages that show it. */
export interface ShownLocation {
  readonly text: string;
  readonly links: readonly { readonly label: string; readonly query: string }[];
}

const COLUMN_LABELS: Readonly<Record<(typeof FACT_COLUMNS)[number], string>> = {
  list_id: "List",
  status: "Status",
  phone_number: "Phone",
  first_name: "First name",
  last_name: "Last name",
  called_count: "Calls",
  last_local_call_time: "Last call",
};

/** Where a lead stands, in words; the queries are those of Vicidial's admin_modify_lead.php. Pure. */
export function showLocation(leadId: number, { live, archived }: LeadLocation): ShownLocation {
  const isLive = live !== undefined;
  const isArchived = archived !== undefined;
  const links = [
    ...(isLive ? [{ label: "live", query: `lead_id=${leadId}` }] : []),
    ...(isArchived ? [{ label: "archived", query: `lead_id=${leadId}&archive_search=Yes` }] : []),
  ];
  if (isLive) return { text: isArchived ? "In both tables" : "Live", links };
  return { text: isArchived ? "In the archive" : "Gone", links };
}

/** How many columns differed, and which; null where none did. */
export function differencesLabel(differences: readonly ShownDifference[]): string | null {
  if (differences.length === 0) return null;
  const names = differences.map(({ column }) => column).join(", ");
  return `${differences.length === 1 ? "1 column" : `${differences.length} columns`} differed: ${names}`;
}

/** A lead of a batch as a row, as somebody may see it. Pure. */
export function showLead(lead: VisibleLead, direction: DirectionName, privacy: LeadPrivacy): LeadLine {
  const differences = showDifferences(lead.differences, direction, privacy);
  return {
    leadId: lead.leadId,
    outcome: outcomeLabel(lead.outcome, direction),
    location: showLocation(lead.leadId, lead.place),
    isUnresolved:
      lead.outcome === "kept_differs" && lead.place.live !== undefined && lead.place.archived !== undefined,
    differences,
    differed: differencesLabel(differences),
  };
}

/** The first facts of a lead's row, as somebody may see them. Pure. */
export function showFacts(
  facts: LeadFacts,
  privacy: LeadPrivacy,
): readonly { readonly label: string; readonly value: string | null | undefined }[] {
  return FACT_COLUMNS.map((column) => {
    const value = facts[column];
    const text = value === null ? null : String(value);
    return { label: COLUMN_LABELS[column], value: showCell(privacy, column, text) };
  });
}
