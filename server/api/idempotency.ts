import { createHash } from "node:crypto";
import { DearchiveError, fail } from "../errors.ts";
import type { IdempotencyStore } from "../history/idempotencyStore.ts";
import type { MoveResult } from "../leads/outcome.ts";

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
  /** What makes the call what it is: which API, and the body as sent. */
  readonly request: readonly string[];
}

/**
 * Carries a call out once, however often it is sent under one Idempotency-Key.
 *
 * @param work is handed the id under which its batch must be recorded; undefined without the header
 * @throws DearchiveError idempotency_invalid, idempotency_reused or idempotency_running
 */
export async function once(
  store: IdempotencyStore,
  { value, keyId, request }: IdempotentRequest,
  work: (idempotencyId: number | undefined) => Promise<MoveResult>,
): Promise<{ readonly result: MoveResult; readonly replayed: boolean }> {
  if (value === "") return { result: await work(undefined), replayed: false };
  if (value.length > MAX_LENGTH) fail({ code: "idempotency_invalid", maxLength: MAX_LENGTH });
  const claim = await store.claim({ keyId, valueHash: sha256(value), requestHash: sha256(...request) });
  switch (claim.state) {
    case "other":
      return fail({ code: "idempotency_reused" });
    case "running":
      return fail({ code: "idempotency_running" });
    case "done":
      return { result: claim.result, replayed: true };
    case "mine":
      try {
        return { result: await work(claim.id), replayed: false };
      } catch (error) {
        if (didNothing(error)) await store.release(claim.id);
        throw error;
      }
  }
}
