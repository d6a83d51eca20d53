/**
 * What of a lead's data a user may see, as two settings of the Vicidial user say: `admin_hide_phone_data` ('0' shows
 * phones, '1' hides them, '2_DIGITS' leaves the last two digits, and so on; whatever else stands there hides) and
 * `admin_hide_lead_data`.
 */
export interface LeadPrivacy {
  readonly hidesPhones: string;
  readonly hidesLeadData: boolean;
}

/** Columns that hold phones; the third address line is Vicidial's third number to dial. */
const PHONES: ReadonlySet<string> = new Set(["phone_number", "alt_phone", "address3"]);
/** Which lead it is, not who it is. */
const ALWAYS_SHOWN: ReadonlySet<string> = new Set(["lead_id", "list_id", "entry_list_id", "status"]);

function maskPhone(phone: string, digits: number): string {
  // A number that is no longer than what may be seen of it would be shown whole.
  const shown = phone.length > digits && digits > 0 ? phone.slice(-digits) : "";
  return "X".repeat(phone.length - shown.length) + shown;
}

/**
 * A cell as the user may see it; undefined where nothing of it may be seen, not even whether it is empty.
 *
 * @param column its name in Vicidial
 */
export function showCell(
  privacy: LeadPrivacy,
  column: string,
  value: string | null,
): string | null | undefined {
  const name = column.toLowerCase();
  if (privacy.hidesLeadData && !ALWAYS_SHOWN.has(name)) return undefined;
  if (privacy.hidesPhones === "0" || value === null || !PHONES.has(name)) return value;
  return maskPhone(value, Number(/^(\d)_DIGITS$/.exec(privacy.hidesPhones)?.[1] ?? 0));
}
