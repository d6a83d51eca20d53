import type { Batch } from "../../history/batch.ts";
import { type When, when } from "../format/shownTime.ts";
import type { Viewer } from "./historySources.ts";
import { deedLabel, type Tone } from "./outcomeLabels.ts";

/** A line of the list of batches. */
export interface BatchLine {
  readonly id: number;
  readonly direction: string;
  readonly startedAt: When;
  /** The key's label, or that there was none. */
  readonly key: string;
  readonly user: string;
  readonly customer: string;
  readonly leads: string;
  readonly inserted: string;
  readonly updated: string;
  readonly deleted: string;
  readonly leftBehind: string;
  readonly state: string;
  readonly tone: Tone;
}

/** What a batch's line is made with. */
type Surroundings = Pick<Viewer, "keys" | "zone">;

/** A number as people read it. */
export function showCount(count: number): string {
  return count.toLocaleString("en");
}

/** A number with its noun: "1 lead", "2,000 leads". */
export function showCounted(count: number, noun: string): string {
  return `${showCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** The name of the key that a batch came with. */
export function keyName({ keyId }: Pick<Batch, "keyId">, { keys }: Pick<Surroundings, "keys">): string {
  if (keyId === null) return "By hand";
  return keys.find(({ id }) => id === keyId)?.label ?? `Key ${keyId}`;
}

/** How a batch ended, in a few words. */
export function stateLabel({ state, leftBehind }: Batch): { readonly state: string; readonly tone: Tone } {
  if (state === "open") return { state: "Not finished", tone: "warn" };
  if (state === "failed") return { state: "Given up", tone: "bad" };
  if (leftBehind > 0) return { state: `${showCount(leftBehind)} left behind`, tone: "warn" };
  return { state: "Done", tone: "good" };
}

/** A figure of a batch; a dash where that was not asked for, or is not done. */
function figure(isAsked: boolean, count: number): string {
  return isAsked ? showCount(count) : "–";
}

/** A batch as a line. Pure. */
export function showBatch(batch: Batch, around: Surroundings): BatchLine {
  const { flags, counts } = batch;
  const isDone = batch.state === "done";
  return {
    id: batch.id,
    direction: deedLabel(batch),
    startedAt: when(batch.startedAt, around.zone),
    key: keyName(batch, around),
    user: batch.user,
    customer: batch.customer,
    leads: showCount(counts.selectCount),
    inserted: figure(isDone && flags.insert, counts.insertCount),
    updated: figure(isDone && flags.update, counts.updateCount),
    deleted: figure(isDone && flags.delete, counts.deleteCount),
    leftBehind: figure(isDone && flags.delete, batch.leftBehind),
    ...stateLabel(batch),
  };
}
