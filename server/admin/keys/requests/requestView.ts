import type { AuthenticationFailure } from "../../../errors.ts";
import type { ApiKey } from "../../../keys/apiKey.ts";
import type { RecordedRequest } from "../../../keys/apiRequest.ts";
import { phrase } from "../../../lib/phrase.ts";
import { MISSING_RIGHT_LABELS } from "../../../vicidial/apiRights.ts";
import { displayTime } from "../../format/displayTime.ts";
import { shortDuration } from "../../format/duration.ts";

/** Why a known key was refused. */
const REASON_LABELS: Readonly<Partial<Record<AuthenticationFailure, string>>> = {
  ...MISSING_RIGHT_LABELS,
  revoked_key: phrase("the key was revoked"),
  expired_key: phrase("the key had expired"),
  address_not_allowed: phrase("the key may not be used from this address"),
  ip_list: phrase("Vicidial's IP lists block this address"),
  other_customer: phrase("the path names another customer"),
  unknown_customer: phrase("the key's customer is not configured"),
};

/** What restoring by phone number did, by its answer. */
const BY_PHONE_LABELS: Readonly<Partial<Record<string, string>>> = {
  restored: phrase("Restored the lead of a phone number"),
  live: phrase("Nothing to do: a lead with this phone number is live"),
  none: phrase("Nothing to do: no archived lead has this phone number"),
};

function resultOf({ fault, message, isDryRun, isReplayed }: RecordedRequest): string {
  if (fault !== null) return message;
  if (isDryRun) return phrase("Dry run: nothing was changed");
  return isReplayed
    ? phrase("Repeated request: the first answer was sent again")
    : (BY_PHONE_LABELS[message] ?? phrase("Done"));
}

function toneOf({ fault, status }: RecordedRequest): string {
  if (fault === null) return "good";
  return status >= 500 ? "bad" : "warn";
}

interface RequestContext {
  readonly keys: ReadonlyMap<number, ApiKey>;
  readonly zone: string;
  readonly showsBatches: boolean;
}

/** Converts a request for the template. */
export function requestView(request: RecordedRequest, { keys, zone, showsBatches }: RequestContext) {
  const { at, keyId, path, leads, status, fault, durationMs, address, requestId, batchId } = request;
  const key = keys.get(keyId);
  return {
    at: displayTime(at, zone),
    key: key ? { id: key.id, label: key.label } : null,
    path,
    leads: leads === null ? null : leads.toLocaleString("en"),
    status,
    tone: toneOf(request),
    result: resultOf(request),
    reason: REASON_LABELS[fault as AuthenticationFailure] ?? null,
    duration: shortDuration(durationMs),
    address,
    requestId,
    batchId: showsBatches ? batchId : null,
  };
}
