import { createHash } from "node:crypto";
import { keepLease } from "../db/lease.ts";
import { DearchiveError, fail } from "../errors.ts";
import type { IdempotencyStore } from "../history/idempotencyStore.ts";
import type { MoveResult } from "../leads/move/outcome.ts";

/** Longer than any id that clients generate; a longer header is an error of the caller. */
export const MAX_IDEMPOTENCY_KEY = 255;

function sha256(...texts: readonly string[]): Buffer {
  const hash = createHash("sha256");
  for (const text of texts) hash.update(text).update("\0");
  return hash.digest();
}

/** Tests for a refusal that changed nothing: the same request may be sent again. */
function didNothing(error: unknown): boolean {
  return error instanceof DearchiveError && error.fault.code !== "connection_lost";
}

export interface IdempotentRequest {
  /** The Idempotency-Key header. */
  readonly value: string;
  readonly keyId: number;
  /** The request in one spelling, whatever its JSON looked like: API, flags and leads. */
  readonly meaning: string;
  /** Hashed as the previous version did, whose stored results stay valid. */
  readonly formerMeaning: readonly string[];
}

export interface IdempotentResult {
  readonly result: MoveResult;
  readonly replayed: boolean;
}

/**
 * Runs the work of a request once, however often it is sent with the same Idempotency-Key.
 *
 * @param work receives the id to record its batch under
 * @param renewMs interval of lease renewals
 * @throws DearchiveError idempotency_invalid, idempotency_reused or idempotency_running
 */
export async function runIdempotent(
  store: IdempotencyStore,
  { value, keyId, meaning, formerMeaning }: IdempotentRequest,
  work: (idempotencyId: number) => Promise<MoveResult>,
  renewMs?: number,
): Promise<IdempotentResult> {
  if (value.length > MAX_IDEMPOTENCY_KEY)
    fail({ code: "idempotency_invalid", maxLength: MAX_IDEMPOTENCY_KEY });
  const request = {
    keyId,
    valueHash: sha256(value),
    requestHash: sha256(meaning),
    formerRequestHash: sha256(...formerMeaning),
  };

  /** Releases a refused request, unless its first attempt, presumed dead, has moved the leads after all. */
  async function release(id: number): Promise<IdempotentResult | undefined> {
    if (await store.release(id)) return undefined;
    const result = await store.resultOf(request);
    return result && { result, replayed: true };
  }

  const claim = await store.claim(request);
  switch (claim.state) {
    case "other":
      return fail({ code: "idempotency_reused" });
    case "running":
      return fail({ code: "idempotency_running" });
    case "done":
      return { result: claim.result, replayed: true };
    case "mine":
      try {
        const result = await keepLease(
          () => store.renew(claim.id),
          () => work(claim.id),
          renewMs,
        );
        return { result, replayed: false };
      } catch (error) {
        // If this cannot be recorded, the lease ends the claim. The caller must see the original error.
        if (!didNothing(error)) void store.expireSoon(claim.id).catch(() => undefined);
        const earlier = didNothing(error) ? await release(claim.id).catch(() => undefined) : undefined;
        if (earlier) return earlier;
        throw error;
      }
  }
}
