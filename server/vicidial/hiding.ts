import type { AdminUser } from "./adminUsers.ts";

/** What of a lead a user may not see, by `admin_hide_phone_data` and `admin_hide_lead_data`. */

const PHONE_COLUMNS: ReadonlySet<string> = new Set(["phone_number", "alt_phone"]);
/**
 * What tells of the work with a lead and not who it is. Everything else is hidden from whom lead data is hidden, and so
 * is a column that an installation added itself: it may hold anything.
 */
const IMPERSONAL_COLUMNS: ReadonlySet<string> = new Set([
  "lead_id",
  "entry_date",
  "modify_date",
  "status",
  "user",
  "list_id",
  "gmt_offset_now",
  "called_since_last_reset",
  "phone_code",
  "called_count",
  "last_local_call_time",
  "rank",
  "owner",
  "entry_list_id",
]);
/** What tells who somebody is, but holds no phone number. */
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
  const hidesPhone = user.hidesPhones !== "0";
  if (IMPERSONAL_COLUMNS.has(column)) return value;
  if (PHONE_COLUMNS.has(column)) {
    const shownAtEnd = Number(/^(\d)_DIGITS$/.exec(user.hidesPhones)?.[1] ?? 0);
    return hidesPhone ? masked(value, shownAtEnd) : value;
  }
  const isHidden = user.hidesLeadData || (hidesPhone && !PERSONAL_COLUMNS.has(column));
  return isHidden ? masked(value, 0) : value;
}
