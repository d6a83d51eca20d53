import type { ApiKey } from "./apiKeyRow.ts";

export type KeyState = "active" | "revoked" | "expired";

/** Whether a key can be used now, whatever its user may do. */
export function stateOf(
  { revokedAt, expiresAt }: Pick<ApiKey, "revokedAt" | "expiresAt">,
  now: Date,
): KeyState {
  if (revokedAt) return "revoked";
  return expiresAt && expiresAt <= now ? "expired" : "active";
}

/** Which key took the place of which, by the old one's number. */
export function successorsOf(
  keys: readonly Pick<ApiKey, "id" | "rolledFrom" | "revokedAt">[],
): ReadonlyMap<number, number> {
  return new Map(
    keys.flatMap(({ id, rolledFrom, revokedAt }) =>
      rolledFrom === null || revokedAt ? [] : [[rolledFrom, id] as const],
    ),
  );
}
