import { createHash, randomUUID } from "node:crypto";
import { readAnswer } from "./answer.ts";
import { batchesOf, type LeadIds } from "./batches.ts";
import { DearchiveClientError, type Failure, stopped } from "./clientError.ts";
import { type RetryPolicy, retry } from "./retry.ts";
import type { Call, Send } from "./send.ts";
import { createTally } from "./tally.ts";
import type { ArchiveOptions, RunOptions, Summary } from "./types.ts";

/** Options of either direction. */
type MoveOptions = RunOptions & Pick<ArchiveOptions, "refuse">;

export interface RunChunks {
  readonly send: Send;
  readonly url: string;
  /** The flags of the body, in the contract's words. */
  readonly flags: Readonly<Record<string, boolean>>;
  readonly batchSize: number;
  readonly retryPolicy: Omit<RetryPolicy, "signal" | "onPause" | "waitForOfficeHours">;
}

function preferOf({ dryRun, representation, refuse = [] }: MoveOptions): Readonly<Record<string, string>> {
  const wishes = [
    dryRun && "handling=dry-run",
    representation && "return=representation",
    refuse.length > 0 && `refuse=${refuse.join("+")}`,
  ].filter(Boolean);
  return wishes.length > 0 ? { Prefer: wishes.join(", ") } : {};
}

/** One key per job and body: the same for all retries of a batch, another for other leads. */
function idempotencyKey(runId: string, url: string, body: string): string {
  return createHash("sha256").update([runId, url, body].join("\n")).digest("base64url");
}

/**
 * Sends all ids, batch by batch, one request at a time.
 *
 * @throws DearchiveClientError at the first batch that fails for good; errors of the ids' source are passed on
 */
export async function run(parts: RunChunks, ids: LeadIds, options: MoveOptions): Promise<Summary> {
  const { runId = randomUUID(), signal = new AbortController().signal } = options;
  const tally = createTally();
  const headers = preferOf(options);
  const retryPolicy: RetryPolicy = {
    ...parts.retryPolicy,
    waitForOfficeHours: options.waitForOfficeHours ?? true,
    signal,
    onPause: (waitingFor, waitingUntil) =>
      options.onProgress?.({ ...tally.counts(), waitingFor, waitingUntil }),
  };

  function giveUp(failure: Failure): never {
    throw new DearchiveClientError(failure, tally.summary());
  }

  function callFor(leadIds: readonly number[]): Call {
    const body = JSON.stringify({ ...parts.flags, lead_ids: leadIds });
    const key = idempotencyKey(runId, parts.url, body);
    return { url: parts.url, body, headers: { ...headers, "Idempotency-Key": key } };
  }

  /** Removes the leads that a refusal names, and records them. */
  function withoutMissing(leadIds: readonly number[], failure: Failure): readonly number[] {
    const named = new Set(failure.leadIds);
    const there = leadIds.filter((id) => !named.has(id));
    const mayGoOn = failure.code === "ids_missing" && options.skipMissing && there.length < leadIds.length;
    if (!mayGoOn) giveUp(failure);
    tally.addMissing(leadIds.filter((id) => named.has(id)));
    return there;
  }

  async function sendBatch(batch: readonly number[]): Promise<void> {
    for (let left = batch; left.length > 0; ) {
      const call = callFor(left);
      const answer = await retry(() => parts.send(call, readAnswer, signal), retryPolicy);
      if (answer.ok) return tally.addDone(answer);
      left = withoutMissing(left, answer);
    }
  }

  for await (const batch of batchesOf(ids, parts.batchSize, signal, tally.addRepeated)) {
    if (signal.aborted) giveUp(stopped(signal));
    const invalid = batch.find((id) => !Number.isSafeInteger(id));
    if (invalid !== undefined)
      giveUp({ ok: false, code: "invalid_lead_id", message: `${invalid} is no integer` });
    await sendBatch(batch);
    tally.addBatch();
    options.onProgress?.(tally.counts());
  }
  if (signal.aborted) giveUp(stopped(signal));
  return tally.summary();
}
