import type { ApiKey } from "../../../keys/apiKey.ts";
import { REQUEST_KINDS, type RequestFilter, type RequestKind } from "../../../keys/requestStore.ts";
import { phrase } from "../../../lib/phrase.ts";
import { parseMoment } from "../../history/filterForm.ts";
import { fieldError, readFields } from "../../shell/formFields.ts";

/** Names of the filter's query parameters. */
export const REQUEST_FIELDS = ["from", "to", "key", "status"] as const;
export type RequestField = (typeof REQUEST_FIELDS)[number];

export const KIND_LABELS: Readonly<Record<RequestKind, string>> = {
  unsuccessful: phrase("Refused or failed"),
  succeeded: phrase("Succeeded"),
  dry_run: phrase("Dry runs"),
};

/** Keys that the user may not see are not told from keys that do not exist. */
function parseKey(text: string, keys: readonly ApiKey[]): Partial<RequestFilter> {
  const key = keys.find(({ id }) => String(id) === text);
  return key ? { keyIds: [key.id] } : fieldError(phrase("This API key does not exist. Choose another one."));
}

function parseStatus(text: string): Partial<RequestFilter> {
  const kind = REQUEST_KINDS.find((each) => each === text);
  if (kind) return { kind };
  return /^\d{3}$/.test(text)
    ? { status: Number(text) }
    : fieldError(phrase("This status does not exist. Choose another one."));
}

/**
 * Parses the filter. An invalid field gets an error, and the other fields still apply.
 *
 * @param keys those that the user may see
 */
export function readRequestForm(query: URLSearchParams, zone: string, keys: readonly ApiKey[]) {
  const { values, errors, found } = readFields<RequestField, RequestFilter>(query, {
    from: (text) => ({ from: parseMoment(text, zone).start }),
    to: (text) => ({ to: parseMoment(text, zone).end }),
    key: (text) => parseKey(text, keys),
    status: parseStatus,
  });
  if (found.from && found.to && found.to <= found.from)
    errors.to = phrase("Enter a date that is not before “From”.");
  const filter: RequestFilter = { keyIds: keys.map(({ id }) => id), ...found };
  return { values, errors, filter };
}

export type RequestForm = ReturnType<typeof readRequestForm>;
