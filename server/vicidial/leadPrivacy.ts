import type { LeadLabels } from "./leadLabels.ts";

/**
 * What a user may see of a lead, from the system's labels and two settings of the Vicidial user. `admin_hide_phone_data`: '0' shows phone numbers, '1'
 * hides them, '2_DIGITS' shows the last two digits, and so on; unknown values hide. `admin_hide_lead_data` hides the rest.
 */
export interface LeadPrivacy {
  readonly hidesPhones: string;
  readonly hidesLeadData: boolean;
  readonly labels?: LeadLabels;
}

/** Reads the settings in a row of `vicidial_users`. A missing column hides nothing. */
export function privacyIn(row: Readonly<Record<string, unknown>>): Omit<LeadPrivacy, "labels"> {
  return {
    hidesPhones: String(row["admin_hide_phone_data"] ?? "") || "0",
    hidesLeadData: String(row["admin_hide_lead_data"] ?? "") === "1",
  };
}

/** Columns with phone numbers. Vicidial dials `address3` as the third number. */
const PHONES: ReadonlySet<string> = new Set(["phone_number", "alt_phone", "address3"]);
/** Columns that identify the lead, not the person. */
const ALWAYS_SHOWN: ReadonlySet<string> = new Set(["lead_id", "list_id", "entry_list_id", "status"]);

function maskPhone(phone: string, digits: number): string {
  // A number that is not longer than the visible digits would be shown in full.
  const shown = phone.length > digits && digits > 0 ? phone.slice(-digits) : "";
  return "X".repeat(phone.length - shown.length) + shown;
}

/** Whether the installation hides the column from everyone. The id always stays, because pages need it. */
export function isHidden({ labels }: Pick<LeadPrivacy, "labels">, column: string): boolean {
  return column !== "lead_id" && (labels?.hidden.has(column) ?? false);
}

/** Returns what the installation calls the column, or our name for it. */
export function columnName({ labels }: Pick<LeadPrivacy, "labels">, column: string, ours: string): string {
  return labels?.names.get(column.toLowerCase()) ?? ours;
}

/**
 * Masks a cell for the user; undefined if the user may not even see whether it is empty.
 *
 * @param column Vicidial's column name
 */
export function showCell(
  privacy: LeadPrivacy,
  column: string,
  value: string | null,
): string | null | undefined {
  const name = column.toLowerCase();
  if (isHidden(privacy, name)) return undefined;
  if (privacy.hidesLeadData && !ALWAYS_SHOWN.has(name)) return undefined;
  if (privacy.hidesPhones === "0" || value === null || !PHONES.has(name)) return value;
  return maskPhone(value, Number(/^(\d)_DIGITS$/.exec(privacy.hidesPhones)?.[1] ?? 0));
}
