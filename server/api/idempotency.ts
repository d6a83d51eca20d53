import { createHash } from "node:crypto";
import { keepLease } from "../db/lease.ts";
import { DearchiveError, fail } from "../errors.ts";
import type { IdempotencyStore } from "../history/idempotencyStore.ts";
import type { MoveResult } from "../leads/move/outcome.ts";

/** As long as anybody's ids are; beyond it a header is a mistake. */
const MAX_LENGTH = 255;

function sha256(...parts: readonly string[]): Buffer {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part).update("\0");
  return hash.digest();
}

/** Refusals after which nothing was done: the same call may be made again and be judged anew. */
function didNothing(error: unknown): boolean {
  return error instanceof DearchiveError && error.fault.code !== "connection_lost";
}

export interface IdempotentRequest {
  /** The Idempotency-Key header; empty where there is none. */
  readonly value: string;
  readonly keyId: number;
  /** What the request means, however it is spelled: which API, which flags, which leads. */
  readonly meaning: string;
  /** The same in the form of the former version, whose stored results stay valid. */
  readonly formerly: readonly string[];
}

interface Repeatable {
  readonly result: MoveResult;
  readonly replayed: boolean;
}

/**
 * Carries a call out once, however often it is sent under one Idempotency-Key.
 *
 * @param work is handed the id under which its batch must be recorded; undefined without the header
 * @param renewMs how often a call at work says that it is
 * @throws DearchiveError idempotency_invalid, idempotency_reused or idempotency_running
 */
export async function runIdempotent(
  store: IdempotencyStore,
  { value, keyId, meaning, formerly }: IdempotentRequest,
  work: (idempotencyId: number | undefined) => Promise<MoveResult>,
  renewMs?: number,
): Promise<Repeatable> {
  if (value === "") return { result: await work(undefined), replayed: false };
  if (value.length > MAX_LENGTH) fail({ code: "idempotency_invalid", maxLength: MAX_LENGTH });
  const call = {
    keyId,
    valueHash: sha256(value),
    requestHash: sha256(meaning),
    formerRequestHash: sha256(...formerly),
  };

  /** A refused call is forgotten, unless its first try, given up for dead, turns out to have been carried out. */
  async function forget(id: number): Promise<Repeatable | undefined> {
    if (await store.release(id)) return undefined;
    const result = await store.resultOf(call);
    return result && { result, replayed: true };
  }

  const claim = await store.claim(call);
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
        // What cannot be noted now ends by itself with the lease; what went wrong is what the caller must hear.
        if (!didNothing(error)) void store.letGo(claim.id).catch(() => undefined);
        const earlier = didNothing(error) ? await forget(claim.id).catch(() => undefined) : undefined;
        if (earlier) return earlier;
        throw error;
      }
  }
}
