import type { ApiKey } from "./apiKey.ts";

export type KeyState = "active" | "revoked" | "expired";

/** Returns the state of a key, regardless of its user's rights. */
export function stateOf(
  { revokedAt, expiresAt }: Pick<ApiKey, "revokedAt" | "expiresAt">,
  now: Date,
): KeyState {
  if (revokedAt) return "revoked";
  return expiresAt && expiresAt <= now ? "expired" : "active";
}

/** Returns the id of each rolled key's successor, by the id of the old key. */
export function successorsOf(
  keys: readonly Pick<ApiKey, "id" | "rolledFrom" | "revokedAt">[],
): ReadonlyMap<number, number> {
  return new Map(
    keys.flatMap(({ id, rolledFrom, revokedAt }) =>
      rolledFrom === null || revokedAt ? [] : [[rolledFrom, id] as const],
    ),
  );
}
