import type { Knex } from "knex";
import type { CustomerScope } from "../db/customerScope.ts";
import type { SharedSecret } from "../db/sharedSecret.ts";
import { addressSet } from "../lib/addressRanges.ts";
import { startRepeating } from "../lib/repeat.ts";
import { countRun } from "../runs/store/countedRuns.ts";
import { createRunChunks } from "../runs/store/runChunks.ts";
import { createRunEnds } from "../runs/store/runEnds.ts";
import { createRunSearch } from "../runs/store/runSearch.ts";
import { createDeliverer } from "./deliverer.ts";
import { createDeliveryStore } from "./deliveryStore.ts";
import { createEndNotifier } from "./endNotifier.ts";
import { createSender } from "./sendMessage.ts";
import { createWebhookStore } from "./webhookStore.ts";

export interface WebhookWorkOptions {
  readonly db: Knex;
  readonly scope: CustomerScope;
  readonly siteSecret: SharedSecret;
  /** Addresses and ranges that are allowed although they are not on the public internet. */
  readonly allowedAddresses: readonly string[];
  readonly ca?: string | undefined;
  readonly clock: () => Date;
  readonly onFailure: (error: unknown) => void;
}

/** How often to look for ended runs and due deliveries (ms). */
const EVERY_MS = 1000;
const CLEAN_EVERY_MS = 3_600_000;

/** Starts to queue and deliver messages about runs that ended. */
export function startWebhooks(options: WebhookWorkOptions) {
  const { db, scope, siteSecret, allowedAddresses, ca, clock, onFailure } = options;
  const ending = new AbortController();
  const stores = { runSearch: createRunSearch(db, scope), runChunks: createRunChunks(db, scope) };
  const webhooks = createWebhookStore(db, scope);
  const deliveries = createDeliveryStore(db, scope);
  const notifyEnds = createEndNotifier({
    ends: createRunEnds(db, scope),
    count: (run) => countRun(stores, run),
    webhooks,
    deliveries,
  });
  const deliverDue = createDeliverer({
    webhooks,
    deliveries,
    siteSecret,
    send: createSender({ allowed: addressSet(allowedAddresses), ca }),
    clock,
    random: Math.random,
    ending: ending.signal,
  });
  const tasks = [
    startRepeating(EVERY_MS, notifyEnds, onFailure),
    startRepeating(EVERY_MS, deliverDue, onFailure),
    startRepeating(CLEAN_EVERY_MS, () => deliveries.clean(), onFailure),
  ];
  return {
    /** Aborts running attempts and waits for them. Their messages are sent again later. */
    async stop(): Promise<void> {
      ending.abort();
      await Promise.all(tasks.map((task) => task.stop()));
    },
  };
}
