import { fail } from "../../errors.ts";
import { asObject, checkLeadIds, parseJson } from "../moveRequest.ts";

/** Ids or codes of one request. */
export const MAX_LOCATED = 500;
const MAX_CODE_LENGTH = 20;

/** What to locate: leads by id, or by vendor code. */
export type LocateBody =
  | { readonly leadIds: readonly number[]; readonly vendorCodes?: never }
  | { readonly vendorCodes: readonly string[]; readonly leadIds?: never };

function isCode(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.length <= MAX_CODE_LENGTH;
}

function checkVendorCodes(value: unknown): readonly string[] {
  const field = "vendor_lead_codes";
  const isList =
    Array.isArray(value) && value.length >= 1 && value.length <= MAX_LOCATED && value.every(isCode);
  if (!isList)
    return fail({
      code: "search_invalid",
      field,
      wanted: `1 to ${MAX_LOCATED} texts of 1 to ${MAX_CODE_LENGTH} characters`,
    });
  return [...new Set(value)];
}

/** @throws DearchiveError body_malformed, search_invalid, ids_not_integer, ids_empty, ids_over_limit, ids_duplicate */
export function readLocateBody(text: string): LocateBody {
  const { lead_ids, vendor_lead_codes } = asObject(parseJson(text));
  if (vendor_lead_codes === undefined) return { leadIds: checkLeadIds(lead_ids, text, MAX_LOCATED) };
  if (lead_ids !== undefined)
    fail({ code: "search_invalid", field: "vendor_lead_codes", wanted: "left out next to lead_ids" });
  return { vendorCodes: checkVendorCodes(vendor_lead_codes) };
}
