import type { ApiKey } from "../../keys/apiKey.ts";
import { type KeyState, stateOf } from "../../keys/keyState.ts";
import type { PageText } from "../../lib/phrase.ts";
import { MISSING_RIGHT_LABELS, missingApiRight } from "../../vicidial/apiRights.ts";
import type { VicidialUser } from "../../vicidial/users.ts";
import { type DisplayTime, displayTime } from "../format/displayTime.ts";
import { relativeTime } from "../format/relativeTime.ts";
import { SCOPE_LABELS } from "./keyLabels.ts";

/** A time, exact and relative to now. */
export interface RelativeTime extends DisplayTime {
  readonly relativeTime: PageText;
}

/** A key for templates. */
export interface KeyView {
  readonly id: number;
  readonly label: string;
  readonly prefix: string;
  readonly user: string;
  readonly customer: string;
  readonly scopes: readonly string[];
  readonly leadLimit: number;
  readonly rateLimit: number | null;
  readonly addresses: readonly string[];
  readonly created: DisplayTime;
  readonly lastUse: RelativeTime | null;
  /** Requests in the last 7 days; null if the customer's history cannot be read. */
  readonly requests: number | null;
  readonly state: KeyState;
  readonly end: RelativeTime | null;
  /** Why requests are refused although the key is active. */
  readonly refusal: string | null;
  readonly rolledFrom: number | null;
  readonly successor: number | null;
}

export interface KeyFacts {
  /** Requests in the last 7 days by key ID. */
  readonly requests: ReadonlyMap<number, number>;
  /** The keys' users by lower-case name. */
  readonly users: ReadonlyMap<string, VicidialUser>;
  /** Successor key IDs by predecessor. */
  readonly successors: ReadonlyMap<number, number>;
  readonly now: Date;
  readonly zone: string;
}

function refusalOf(key: ApiKey, { users }: KeyFacts): string | null {
  const missing = missingApiRight(users.get(key.vicidialUser.toLowerCase()));
  return missing ? MISSING_RIGHT_LABELS[missing] : null;
}

/** Converts a key for templates. */
export function keyView(key: ApiKey, facts: KeyFacts): KeyView {
  const { requests, successors, now, zone } = facts;
  const relative = (instant: Date | null) =>
    instant && { ...displayTime(instant, zone), relativeTime: relativeTime(instant, now) };
  const state = stateOf(key, now);
  return {
    id: key.id,
    label: key.label,
    prefix: key.prefix,
    user: key.vicidialUser,
    customer: key.customer,
    scopes: key.scopes.map((scope) => SCOPE_LABELS[scope]),
    leadLimit: key.leadLimit,
    rateLimit: key.rateLimit,
    addresses: key.allowedAddresses,
    created: displayTime(key.createdAt, zone),
    lastUse: relative(key.lastUsedAt),
    requests: requests.get(key.id) ?? null,
    state,
    end: relative(key.revokedAt ?? key.expiresAt),
    refusal: state === "active" ? refusalOf(key, facts) : null,
    rolledFrom: key.rolledFrom,
    successor: successors.get(key.id) ?? null,
  };
}
