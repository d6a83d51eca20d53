import type { ApiKey } from "../../keys/apiKeyRow.ts";
import { type KeyState, stateOf } from "../../keys/keyState.ts";
import { missingApiRight } from "../../vicidial/apiRights.ts";
import type { VicidialUser } from "../../vicidial/users.ts";
import { relativeTime } from "../format/relativeTime.ts";
import { type When, when } from "../format/shownTime.ts";
import { MISSING_RIGHTS } from "./keyLabels.ts";

/** A time by its distance, and exactly. */
export interface FarTime extends When {
  readonly relativeTime: string;
}

/** A key as pages show it. */
export interface ShownKey {
  readonly id: number;
  readonly label: string;
  readonly prefix: string;
  readonly user: string;
  readonly customer: string;
  readonly leadLimit: number;
  readonly rateLimit: number | null;
  readonly addresses: readonly string[];
  readonly made: When;
  readonly lastUse: FarTime | null;
  /** In the last seven days; null where that customer's history cannot be read. */
  readonly calls: number | null;
  readonly state: KeyState;
  readonly end: FarTime | null;
  /** Why calls are refused although the key is active, in words. */
  readonly trouble: string | null;
  readonly rolledFrom: number | null;
  readonly successor: number | null;
}

export interface KeyFacts {
  /** Every key's calls in the last seven days. */
  readonly calls: ReadonlyMap<number, number>;
  /** The keys' users as Vicidial has them now, by name in small letters. */
  readonly users: ReadonlyMap<string, VicidialUser>;
  /** Which key took the place of which. */
  readonly successors: ReadonlyMap<number, number>;
  readonly now: Date;
  readonly zone: string;
}

function troubleOf(key: ApiKey, { users }: KeyFacts): string | null {
  const missing = missingApiRight(users.get(key.vicidialUser.toLowerCase()));
  return missing ? MISSING_RIGHTS[missing] : null;
}

/** A key as pages show it. */
export function shownKey(key: ApiKey, facts: KeyFacts): ShownKey {
  const { calls, successors, now, zone } = facts;
  const far = (instant: Date | null) =>
    instant && { ...when(instant, zone), relativeTime: relativeTime(instant, now) };
  const state = stateOf(key, now);
  return {
    id: key.id,
    label: key.label,
    prefix: key.prefix,
    user: key.vicidialUser,
    customer: key.customer,
    leadLimit: key.leadLimit,
    rateLimit: key.rateLimit,
    addresses: key.allowedAddresses,
    made: when(key.createdAt, zone),
    lastUse: far(key.lastUsedAt),
    calls: calls.get(key.id) ?? null,
    state,
    end: far(key.revokedAt ?? key.expiresAt),
    trouble: state === "active" ? troubleOf(key, facts) : null,
    rolledFrom: key.rolledFrom,
    successor: successors.get(key.id) ?? null,
  };
}
