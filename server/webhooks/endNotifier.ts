import type { Run } from "../runs/run.ts";
import type { CountedRun } from "../runs/store/countedRuns.ts";
import type { RunEnds } from "../runs/store/runEnds.ts";
import type { DeliveryStore } from "./deliveryStore.ts";
import { runMessage } from "./messages.ts";
import type { WebhookStore } from "./webhookStore.ts";

export interface EndTellerOptions {
  readonly ends: RunEnds;
  readonly count: (run: Run) => Promise<CountedRun>;
  readonly webhooks: WebhookStore;
  readonly deliveries: DeliveryStore;
}

const RUNS_AT_ONCE = 20;

/** Queues a message to every enabled webhook for each run that ended, however it ended and whichever instance noticed. */
export function createEndTeller({ ends, count, webhooks, deliveries }: EndTellerOptions) {
  return async function tellEnds(): Promise<void> {
    const ended = await ends.untold(RUNS_AT_ONCE);
    if (ended.length === 0) return;
    const enabled = (await webhooks.list()).filter(({ disabledFor }) => disabledFor === null);
    for (const run of ended) {
      const message = enabled.length > 0 ? runMessage(await count(run)) : undefined;
      if (message) for (const webhook of enabled) await deliveries.add(webhook, message);
      // Last, so that a crash before it queues the same messages again, which changes nothing.
      await ends.markTold(run.id);
    }
  };
}
