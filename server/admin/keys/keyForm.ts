import {
  DEFAULT_LEAD_LIMIT,
  type KeySettings,
  MAX_LEAD_LIMIT,
  MAX_RATE_LIMIT,
  RESPONSE_FORMATS,
  type Reading,
  readAddresses,
  readLabel,
  readWhole,
} from "../../keys/keySettings.ts";
import { readEnd, shownEnd } from "./expiry.ts";

/** The fields of the forms about keys, by the names that they are sent with. */
export type KeyField =
  | "label"
  | "user"
  | "customer"
  | "limit"
  | "rate"
  | "format"
  | "addresses"
  | "endDate"
  | "endTime";

/** What stands in a form's fields, as it was typed. */
export type TypedKey = Readonly<Record<KeyField, string>>;
/** What is wrong, by field: words for people. */
export type KeyMistakes = Readonly<Partial<Record<KeyField, string>>>;

export const EMPTY_FORM: TypedKey = {
  label: "",
  user: "",
  customer: "default",
  limit: String(DEFAULT_LEAD_LIMIT),
  rate: "",
  format: "auto",
  addresses: "",
  endDate: "",
  endTime: "",
};

/** The fields that were sent, over those that were not. */
export function typedKey(sent: URLSearchParams, otherwise: TypedKey): TypedKey {
  const field = (name: KeyField) => sent.get(name)?.trim() ?? otherwise[name];
  return {
    label: field("label"),
    user: field("user"),
    customer: field("customer"),
    limit: field("limit"),
    rate: field("rate"),
    format: field("format"),
    addresses: field("addresses"),
    endDate: field("endDate"),
    endTime: field("endTime"),
  };
}

/** The fields as they show a key's settings. */
export function shownSettings(settings: KeySettings, zone: string) {
  const { date, time } = shownEnd(settings.expiresAt, zone);
  return {
    label: settings.label,
    limit: String(settings.leadLimit),
    rate: settings.rateLimit === null ? "" : String(settings.rateLimit),
    format: settings.responseFormat,
    addresses: settings.allowedAddresses.join("\n"),
    endDate: date,
    endTime: time,
  };
}

function readFormat(text: string): Reading<KeySettings["responseFormat"]> {
  const value = RESPONSE_FORMATS.find((format) => format === text);
  return value ? { value } : { wanted: "one of the choices" };
}

/** Where and when a form is read. */
export interface FormPosition {
  readonly zone: string;
  readonly now: Date;
}

/** Reads when a key ends. An end that was shown and not touched stays, to the second, even if it has passed. */
export function readEndField(
  { endDate, endTime }: Pick<TypedKey, "endDate" | "endTime">,
  { zone, now }: FormPosition,
  shown: Date | null,
): Reading<Date | null> {
  const before = shownEnd(shown, zone);
  const isKept = before.date === endDate && before.time === endTime;
  return isKept ? { value: shown } : readEnd({ date: endDate, time: endTime }, zone, now);
}

/** What people call the fields. */
const NAMES: Readonly<Record<KeyField, string>> = {
  label: "Label",
  user: "Vicidial user",
  customer: "Customer",
  limit: "Leads a call",
  rate: "Calls a minute",
  format: "Response format",
  addresses: "Allowed addresses",
  endDate: "Ends on",
  endTime: "at",
};

/** What is wrong with a field: it stands beside it, and on top of the form. */
export function mistake(field: KeyField, { wanted }: { readonly wanted: string }): string {
  return `“${NAMES[field]}” wants ${wanted}.`;
}

/**
 * Reads the settings of a form.
 *
 * @param shownEndsAt the end that the form showed
 */
export function readKeySettings(
  typed: TypedKey,
  position: FormPosition,
  shownEndsAt: Date | null,
): { readonly settings: KeySettings | undefined; readonly mistakes: KeyMistakes } {
  const mistakes: Partial<Record<KeyField, string>> = {};
  function take<T>(field: KeyField, reading: Reading<T>): T | undefined {
    if ("value" in reading) return reading.value;
    mistakes[field] = mistake(field, reading);
    return undefined;
  }
  const ranges = typed.addresses.split(/[\s,;]+/).filter((range) => range !== "");

  const label = take("label", readLabel(typed.label));
  if (typed.label === "") mistakes.label = "Type a label.";
  const leadLimit = take("limit", readWhole(typed.limit, MAX_LEAD_LIMIT));
  const rateLimit = typed.rate === "" ? null : take("rate", readWhole(typed.rate, MAX_RATE_LIMIT));
  const allowedAddresses = take("addresses", readAddresses(ranges));
  const responseFormat = take("format", readFormat(typed.format));
  const expiresAt = take("endDate", readEndField(typed, position, shownEndsAt));

  const isWhole =
    label !== undefined &&
    leadLimit !== undefined &&
    rateLimit !== undefined &&
    responseFormat !== undefined &&
    allowedAddresses !== undefined &&
    expiresAt !== undefined;
  const settings = isWhole
    ? { label, leadLimit, rateLimit, responseFormat, allowedAddresses, expiresAt }
    : undefined;
  return { settings, mistakes };
}
