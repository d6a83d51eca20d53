import type { Batch } from "../../history/batch.ts";
import { type PageText, phrase, verbatim } from "../../lib/phrase.ts";
import { type DisplayTime, displayTime } from "../format/displayTime.ts";
import type { Viewer } from "./historySources.ts";
import { actionLabel, keptLabel, type Tone } from "./outcomeLabels.ts";

/** One row of the list of batches. */
export interface BatchLine {
  readonly id: number;
  /** The run that it is part of, if any. */
  readonly runId: number | null;
  readonly direction: string;
  readonly startedAt: DisplayTime;
  /** Label of the API key, or "Manual" when an admin user started the batch. */
  readonly key: PageText;
  readonly isManual: boolean;
  readonly user: string;
  readonly customer: string;
  readonly leads: string;
  readonly state: PageText;
  readonly tone: Tone;
}

export type BatchContext = Pick<Viewer, "keys" | "users" | "zone">;

/** Formats a count with thousands separators. */
export function showCount(count: number): string {
  return count.toLocaleString("en");
}

/** Label of the API key that a batch used. */
export function keyName({ keyId }: Pick<Batch, "keyId">, { keys }: Pick<BatchContext, "keys">): PageText {
  if (keyId === null) return phrase("Manual");
  const label = keys.find(({ id }) => id === keyId)?.label;
  return label === undefined ? phrase("Key %1s", keyId) : verbatim(label);
}

/** Summarizes how a batch ended. */
export function stateLabel({ state, keptCount: leftBehind, direction }: Batch): {
  readonly state: PageText;
  readonly tone: Tone;
} {
  if (state === "open") return { state: phrase("Not finished"), tone: "warn" };
  if (state === "failed") return { state: phrase("Failed"), tone: "bad" };
  if (leftBehind > 0) return { state: keptLabel(showCount(leftBehind), direction), tone: "warn" };
  return { state: phrase("Done"), tone: "good" };
}

/** Builds the table row of a batch. */
export function showBatch(batch: Batch, context: BatchContext): BatchLine {
  return {
    id: batch.id,
    runId: batch.runId,
    direction: actionLabel(batch),
    startedAt: displayTime(batch.startedAt, context.zone),
    key: keyName(batch, context),
    isManual: batch.keyId === null,
    user: context.users.show(batch.user),
    customer: batch.customer,
    leads: showCount(batch.counts.selectCount),
    ...stateLabel(batch),
  };
}
