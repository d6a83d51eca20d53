import {
  DEFAULT_LEAD_LIMIT,
  DEFAULT_SCOPES,
  type KeySettings,
  MAX_LEAD_LIMIT,
  MAX_RATE_LIMIT,
  RESPONSE_FORMATS,
  type Reading,
  readAddresses,
  readLabel,
  readScopes,
  readWhole,
} from "../../keys/keySettings.ts";
import { type PageText, phrase, term } from "../../lib/phrase.ts";
import { expiryFields, readExpiry } from "./expiry.ts";

/** Field names of the key forms. */
export type KeyField =
  | "label"
  | "user"
  | "customer"
  | "scopes"
  | "limit"
  | "rate"
  | "format"
  | "addresses"
  | "endDate"
  | "endTime";

/** Submitted field values. `scopes` holds the names of the ticked scopes, separated by spaces. */
export type KeyFields = Readonly<Record<KeyField, string>>;
/** Error messages by field. */
export type KeyFormErrors = Readonly<Partial<Record<KeyField, PageText>>>;

export const EMPTY_FORM: KeyFields = {
  label: "",
  user: "",
  customer: "default",
  scopes: DEFAULT_SCOPES.join(" "),
  limit: String(DEFAULT_LEAD_LIMIT),
  rate: "",
  format: "auto",
  addresses: "",
  endDate: "",
  endTime: "",
};

/** Reads the submitted fields, with defaults for missing ones. */
export function readKeyFields(sent: URLSearchParams, otherwise: KeyFields): KeyFields {
  const field = (name: KeyField) => sent.get(name)?.trim() ?? otherwise[name];
  return {
    label: field("label"),
    user: field("user"),
    customer: field("customer"),
    scopes: sent.has("scopes") ? sent.getAll("scopes").join(" ").trim() : otherwise.scopes,
    limit: field("limit"),
    rate: field("rate"),
    format: field("format"),
    addresses: field("addresses"),
    endDate: field("endDate"),
    endTime: field("endTime"),
  };
}

/** Returns the form fields for a key's settings. */
export function settingsFields(settings: KeySettings, zone: string) {
  const { date, time } = expiryFields(settings.expiresAt, zone);
  return {
    label: settings.label,
    scopes: settings.scopes.join(" "),
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
  return value ? { value } : { wanted: phrase("one of the listed formats") };
}

/** What reading a form depends on. */
export interface FormContext {
  readonly zone: string;
  readonly now: Date;
}

/** Reads the expiry. An unchanged value is kept to the second, even if it has passed. */
export function readExpiryField(
  { endDate, endTime }: Pick<KeyFields, "endDate" | "endTime">,
  { zone, now }: FormContext,
  shown: Date | null,
): Reading<Date | null> {
  const before = expiryFields(shown, zone);
  const isKept = before.date === endDate && before.time === endTime;
  return isKept ? { value: shown } : readExpiry({ date: endDate, time: endTime }, zone, now);
}

/** Field labels. */
const NAMES: Readonly<Record<KeyField, string>> = {
  label: phrase("Label"),
  user: phrase("Vicidial user"),
  customer: phrase("Customer"),
  scopes: phrase("Scopes"),
  limit: phrase("Leads per request"),
  rate: phrase("Requests per minute"),
  format: phrase("Response format"),
  addresses: phrase("Allowed addresses"),
  endDate: phrase("Expires on"),
  endTime: phrase("Expires at"),
};

/** Returns the error message of a field, shown next to the field and above the form. */
export function fieldError(field: KeyField, { wanted }: { readonly wanted: PageText }): PageText {
  return phrase("%1s: enter %2s.", term(NAMES[field]), term(wanted));
}

/**
 * Reads the settings from a form.
 *
 * @param shownExpiry the expiry that the form showed
 */
export function readKeySettings(
  fields: KeyFields,
  context: FormContext,
  shownExpiry: Date | null,
): { readonly settings: KeySettings | undefined; readonly errors: KeyFormErrors } {
  const errors: Partial<Record<KeyField, PageText>> = {};
  function take<T>(field: KeyField, reading: Reading<T>): T | undefined {
    if ("value" in reading) return reading.value;
    errors[field] = fieldError(field, reading);
    return undefined;
  }
  const words = (text: string) => text.split(/[\s,;]+/).filter((word) => word !== "");

  const label = take("label", readLabel(fields.label));
  if (fields.label === "") errors.label = phrase("Enter a label, such as “CRM”.");
  const scopes = take("scopes", readScopes(words(fields.scopes)));
  if (fields.scopes === "") errors.scopes = phrase("Choose at least one scope.");
  const leadLimit = take("limit", readWhole(fields.limit, MAX_LEAD_LIMIT));
  const rateLimit = fields.rate === "" ? null : take("rate", readWhole(fields.rate, MAX_RATE_LIMIT));
  const allowedAddresses = take("addresses", readAddresses(words(fields.addresses)));
  const responseFormat = take("format", readFormat(fields.format));
  const expiresAt = take("endDate", readExpiryField(fields, context, shownExpiry));

  const isWhole =
    label !== undefined &&
    scopes !== undefined &&
    leadLimit !== undefined &&
    rateLimit !== undefined &&
    responseFormat !== undefined &&
    allowedAddresses !== undefined &&
    expiresAt !== undefined;
  const settings = isWhole
    ? { label, scopes, leadLimit, rateLimit, responseFormat, allowedAddresses, expiresAt }
    : undefined;
  return { settings, errors };
}
