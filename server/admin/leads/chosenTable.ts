import { ARCHIVE, DEARCHIVE, type DirectionName, type LeadTable } from "../../leads/tables/direction.ts";
import { phrase } from "../../lib/phrase.ts";

/** Texts that name the table. */
interface TableTexts {
  readonly tab: string;
  readonly title: string;
  readonly search: string;
  readonly found: readonly [one: string, many: string, least: string];
  readonly none: string;
  readonly noneHint: string;
  readonly noIndex: string;
  readonly lists: string;
  readonly noMatch: string;
  readonly inVicidial: string;
}

/** The table that the pages search, and the direction in which its leads move. */
export interface ChosenTable {
  readonly table: LeadTable;
  readonly direction: DirectionName;
  /** Names the table in links and forms; nothing for the archive. */
  readonly fields: Readonly<Record<string, string>>;
  /** Name of the CSV file, also in Vicidial's admin log. */
  readonly fileName: string;
  /** Query string that opens a lead of this table in Vicidial. */
  readonly vicidialQuery: string;
  readonly texts: TableTexts;
}

export const ARCHIVED_LEADS: ChosenTable = {
  table: DEARCHIVE.source,
  direction: DEARCHIVE.name,
  fields: {},
  fileName: "archived-leads",
  vicidialQuery: "&archive_search=Yes",
  texts: {
    tab: phrase("Archived leads"),
    title: phrase("Find archived leads"),
    search: phrase("Search the archive"),
    found: [
      phrase("1 archived lead found"),
      phrase("%1s archived leads found"),
      phrase("At least %1s archived leads found"),
    ],
    none: phrase("No archived leads found"),
    noneHint: phrase(
      "The lead may already be live, may never have been archived, or may be in a list that your user group cannot access.",
    ),
    noIndex: phrase(
      "It would read the whole archive, because these fields have no index. Fill in at least one of: %1s.",
    ),
    lists: phrase("Or upload a list"),
    noMatch: phrase("The list matches no archived leads. Check what the column contains."),
    inVicidial: phrase("Archived"),
  },
};

export const LIVE_LEADS: ChosenTable = {
  table: ARCHIVE.source,
  direction: ARCHIVE.name,
  fields: { in: "live" },
  fileName: "live-leads",
  vicidialQuery: "",
  texts: {
    tab: phrase("Live leads"),
    title: phrase("Find live leads"),
    search: phrase("Search the live leads"),
    found: [
      phrase("1 live lead found"),
      phrase("%1s live leads found"),
      phrase("At least %1s live leads found"),
    ],
    none: phrase("No live leads found"),
    noneHint: phrase(
      "The lead may already be archived, or may be in a list that your user group cannot access.",
    ),
    noIndex: phrase(
      "It would read the whole live table, because these fields have no index. Fill in at least one of: %1s.",
    ),
    lists: phrase("Or upload a list of leads to archive"),
    noMatch: phrase("The list matches no live leads. Check what the column contains."),
    inVicidial: phrase("Live"),
  },
};

export const LEAD_TABLES = [ARCHIVED_LEADS, LIVE_LEADS] as const;

/** Reads the chosen table from a query string or a form. */
export function chosenTable(query: URLSearchParams): ChosenTable {
  return query.get("in") === "live" ? LIVE_LEADS : ARCHIVED_LEADS;
}
