/** What the chosen column of a list holds: lead ids, or values that are matched against the archive. */
export const MATCH_COLUMNS = ["lead_id", "vendor_lead_code", "phone_number"] as const;
export type MatchColumn = (typeof MATCH_COLUMNS)[number];

/** Columns of vicidial_list that a heading may name. Two of them in a line make it a heading. */
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

/** Other spellings of the columns that a list may be read by. */
const ALIASES: Readonly<Record<string, MatchColumn>> = {
  leadid: "lead_id",
  vendor_code: "vendor_lead_code",
  vendorleadcode: "vendor_lead_code",
  vendor_id: "vendor_lead_code",
  phone: "phone_number",
  phonenumber: "phone_number",
};

/** A name in one spelling: `Lead ID` and `lead-id` are `lead_id`. */
function plainName(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, "_");
}

/** A column's name as it compares. */
export function normalizeName(name: string): string {
  const plain = plainName(name);
  return Object.hasOwn(ALIASES, plain) ? (ALIASES[plain] ?? plain) : plain;
}

/** What a column of that name holds; undefined where the name says nothing. */
export function matchColumnOf(name: string): MatchColumn | undefined {
  const plain = normalizeName(name);
  return MATCH_COLUMNS.find((column) => column === plain);
}

/** Whether a line names columns of a lead, whatever separates them. Aliases do not count: `phone` may be a value. */
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
