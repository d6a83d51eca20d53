/** The content of the chosen column: lead ids, or values to look up in the archive. */
export const MATCH_COLUMNS = ["lead_id", "vendor_lead_code", "phone_number"] as const;
export type MatchColumn = (typeof MATCH_COLUMNS)[number];

/** Column names of vicidial_list. A line with two of them is a heading. */
const LEAD_COLUMNS: ReadonlySet<string> = new Set([
  ...MATCH_COLUMNS,
  "list_id",
  "source_id",
  "entry_date",
  "modify_date",
  "status",
  "phone_code",
  "first_name",
  "last_name",
  "middle_initial",
  "address1",
  "city",
  "state",
  "province",
  "postal_code",
  "country_code",
  "gender",
  "date_of_birth",
  "alt_phone",
  "email",
  "comments",
  "called_count",
  "last_local_call_time",
  "owner",
  "rank",
]);

/** Other names of the columns that can be chosen. */
const ALIASES: Readonly<Record<string, MatchColumn>> = {
  leadid: "lead_id",
  vendor_code: "vendor_lead_code",
  vendorleadcode: "vendor_lead_code",
  vendor_id: "vendor_lead_code",
  phone: "phone_number",
  phonenumber: "phone_number",
};

/** Normalizes the spelling of a name: `Lead ID` and `lead-id` become `lead_id`. */
function plainName(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, "_");
}

/** Returns a column's name for comparison, with aliases resolved. */
export function normalizeName(name: string): string {
  const plain = plainName(name);
  return Object.hasOwn(ALIASES, plain) ? (ALIASES[plain] ?? plain) : plain;
}

/** Returns the content of a column by its name, or undefined if the name is unknown. */
export function matchColumnOf(name: string): MatchColumn | undefined {
  const plain = normalizeName(name);
  return MATCH_COLUMNS.find((column) => column === plain);
}

/** Returns whether a line is a heading, with any separator. Ignores aliases, because `phone` may be a value. */
export function looksLikeHeading(text: string): boolean {
  const names = text
    .slice(0, 10_000)
    .split(/[,;\t|]/)
    .map((cell) => plainName(cell.replaceAll('"', "")));
  return (
    MATCH_COLUMNS.some((column) => names.includes(column)) ||
    names.filter((name) => LEAD_COLUMNS.has(name)).length > 1
  );
}
