import type { ParameterizedContext } from "koa";
import type { ApiRequest } from "../keys/apiRequest.ts";
import type { RequestState } from "./requestState.ts";

/** Returns the key of a request, even if it was refused because of its key. */
export function knownKey({ keyId, fault }: RequestState): number | undefined {
  return keyId ?? (fault?.code === "unauthenticated" ? fault.keyId : undefined);
}

/** A syntax error quotes the body, which may hold anything. */
function messageOf({ fault, answerMessage }: RequestState): string {
  return fault?.code === "body_malformed" ? "the body is not the expected JSON" : (answerMessage ?? "");
}

/** Keeps only batches that were recorded: a transaction that failed takes its batch back. */
function batchOf({ batchId, faultCode }: RequestState): number | null {
  return faultCode === undefined || faultCode === "interrupted" ? (batchId ?? null) : null;
}

/**
 * Returns an API request as the log of its key shows it; undefined without a known key.
 *
 * @param path without secrets
 */
export function toApiRequest(
  ctx: ParameterizedContext<RequestState>,
  { at, path, ms, address }: { at: Date; path: string; ms: number; address: string },
): ApiRequest | undefined {
  const { operation, requestId, fault, faultCode, leads, dryRun, replayed } = ctx.state;
  const keyId = knownKey(ctx.state);
  if (operation === undefined || keyId === undefined) return undefined;
  return {
    at,
    keyId,
    requestId,
    path,
    status: ctx.status,
    fault: (fault?.code === "unauthenticated" ? fault.reason : faultCode) ?? null,
    message: messageOf(ctx.state),
    leads: leads ?? null,
    isDryRun: dryRun ?? false,
    isReplayed: replayed ?? false,
    batchId: batchOf(ctx.state),
    durationMs: ms,
    address,
  };
}
