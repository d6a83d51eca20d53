import type { AdminUser } from "./adminUsers.ts";

/** What of a lead a user may not see, by `admin_hide_phone_data` and `admin_hide_lead_data`. */

const PHONE_COLUMNS: ReadonlySet<string> = new Set(["phone_number", "alt_phone"]);
/** What tells who somebody is; ids, dates and counts do not. */
const PERSONAL_COLUMNS: ReadonlySet<string> = new Set([
  "vendor_lead_code",
  "source_id",
  "title",
  "first_name",
  "middle_initial",
  "last_name",
  "address1",
  "address2",
  "address3",
  "city",
  "state",
  "province",
  "postal_code",
  "country_code",
  "gender",
  "date_of_birth",
  "email",
  "security_phrase",
  "comments",
]);

function masked(text: string, shownAtEnd: number): string {
  const hidden = Math.max(0, text.length - shownAtEnd);
  return "X".repeat(hidden) + text.slice(hidden);
}

/** A lead's column as that user may see it. */
export function asShownTo(
  user: Pick<AdminUser, "hidesPhones" | "hidesLeadData">,
  column: string,
  value: string,
): string {
  if (PHONE_COLUMNS.has(column) && user.hidesPhones !== "0") {
    return masked(value, Number(/^(\d)_DIGITS$/.exec(user.hidesPhones)?.[1] ?? 0));
  }
  return PERSONAL_COLUMNS.has(column) && user.hidesLeadData ? masked(value, 0) : value;
}
