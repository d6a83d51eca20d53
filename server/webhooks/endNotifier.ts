import type { Run } from "../runs/run.ts";
import type { CountedRun } from "../runs/store/countedRuns.ts";
import type { RunEnds } from "../runs/store/runEnds.ts";
import type { DeliveryStore } from "./deliveryStore.ts";
import { runMessage } from "./messages.ts";
import type { WebhookStore } from "./webhookStore.ts";

export interface EndNotifierOptions {
  readonly ends: RunEnds;
  readonly count: (run: Run) => Promise<CountedRun>;
  readonly webhooks: WebhookStore;
  readonly deliveries: DeliveryStore;
}

const RUNS_AT_ONCE = 20;

/** Queues a message to every enabled webhook for each run that ended. */
export function createEndNotifier({ ends, count, webhooks, deliveries }: EndNotifierOptions) {
  return async function notifyEnds(): Promise<void> {
    const ended = await ends.unnotified(RUNS_AT_ONCE);
    if (ended.length === 0) return;
    const enabled = (await webhooks.list()).filter(({ disabledFor }) => disabledFor === null);
    for (const run of ended) {
      const message = enabled.length > 0 ? runMessage(await count(run)) : undefined;
      if (message) for (const webhook of enabled) await deliveries.add(webhook, message);
      // Mark last: after a crash, the same messages are queued again, which changes nothing.
      await ends.markNotified(run.id);
    }
  };
}
