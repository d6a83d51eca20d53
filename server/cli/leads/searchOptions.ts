import { parseDate } from "../../hours/weeklyText.ts";
import { dayBefore, type LeadSearch, MAX_IDLE_DAYS } from "../../leads/lookup/searchTerms.ts";
import { parseWhole } from "../parseNumber.ts";
import { UsageError } from "../usageError.ts";

export interface SearchOptions {
  readonly lead: readonly string[];
  readonly phone: readonly string[];
  readonly vendor: readonly string[];
  readonly source: readonly string[];
  readonly list: readonly string[];
  readonly status: readonly string[];
  readonly calledFrom?: string;
  readonly calledTo?: string;
  readonly notCalled?: string;
  readonly enteredFrom?: string;
  readonly enteredTo?: string;
}

const MAX_LEAD_ID = 2 ** 32 - 1;
/** List ids have up to 14 digits in Vicidial. */
const MAX_LIST_ID = 99_999_999_999_999;

/** Parses a lead id. @throws UsageError */
export function parseLeadNumber(name: string, text: string): number {
  return parseWhole(name, text, 0, MAX_LEAD_ID);
}

/** Vicidial stores only the digits of a phone number. */
function parsePhone(text: string): string {
  const digits = text.replace(/\D/g, "");
  if (digits === "") throw new UsageError(`--phone must have digits, not "${text}"`);
  return digits;
}

/** Parses the conditions of a search. @throws UsageError if there is none */
export function readSearch(options: SearchOptions, now: Date): LeadSearch {
  const {
    lead,
    phone,
    vendor,
    source,
    list,
    status,
    calledFrom,
    calledTo,
    notCalled,
    enteredFrom,
    enteredTo,
  } = options;
  const search: LeadSearch = {
    ...(lead.length > 0 && { leadIds: lead.map((text) => parseLeadNumber("--lead", text)) }),
    ...(phone.length > 0 && { phones: phone.map(parsePhone) }),
    ...(vendor.length > 0 && { vendorCodes: vendor }),
    ...(source.length > 0 && { sourceIds: source }),
    ...(list.length > 0 && { listIds: list.map((id) => parseWhole("--list", id, 0, MAX_LIST_ID)) }),
    ...(status.length > 0 && { statuses: status }),
    ...(calledFrom !== undefined && { calledFrom: parseDate(calledFrom) }),
    ...(calledTo !== undefined && { calledTo: parseDate(calledTo) }),
    ...(notCalled !== undefined && {
      notCalledSince: dayBefore(now, parseWhole("--not-called", notCalled, 1, MAX_IDLE_DAYS)),
    }),
    ...(enteredFrom !== undefined && { enteredFrom: parseDate(enteredFrom) }),
    ...(enteredTo !== undefined && { enteredTo: parseDate(enteredTo) }),
  };
  if (Object.keys(search).length === 0)
    throw new UsageError("give at least one condition, such as --list 1001 or --phone 3125550188");
  return search;
}
