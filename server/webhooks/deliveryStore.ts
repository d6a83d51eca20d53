import { randomBytes } from "node:crypto";
import type { Knex } from "knex";
import { type CustomerScope, inScope } from "../db/customerScope.ts";
import { LEASE_END, NOW, newOwner } from "../db/lease.ts";
import { type ClaimedDelivery, type Delivery, type DeliveryState, toDelivery } from "./delivery.ts";
import type { Attempt } from "./sendMessage.ts";

/** A message for webhooks. It holds no lead data. */
export interface NewMessage {
  readonly type: string;
  /** Null for a test. */
  readonly runId: number | null;
  /** JSON. */
  readonly payload: string;
}

const KEPT_DAYS = 30;
const CLEAN_LIMIT = 1000;
/** Due deliveries to try to claim: other instances may be faster. */
const LOOKED_AT = 10;
const FREE = `(lease_until IS NULL OR lease_until < ${NOW})`;
const NO_LEASE = { lease_owner: null, lease_until: null } as const;

/** Stores the deliveries of a scope's webhooks. Instances share them: only one at a time attempts a delivery. */
export function createDeliveryStore(db: Knex, scope: CustomerScope) {
  const theirs = () => db("dearchive_webhook_deliveries").where(inScope(scope));

  /** Matches a delivery only while the claim holds. */
  const claimedRow = ({ id, owner }: Pick<ClaimedDelivery, "id" | "owner">) =>
    theirs().where({ id, lease_owner: owner });

  return {
    /**
     * Queues a message, unless the webhook has it already. Index: unique (webhook_id, run_id).
     *
     * @returns the id of the delivery; 0 if the webhook has the message already
     */
    async add(
      { id, customer }: { readonly id: number; readonly customer: string },
      { type, runId, payload }: NewMessage,
    ): Promise<number> {
      const [deliveryId = 0] = await db("dearchive_webhook_deliveries")
        .insert({
          customer,
          webhook_id: id,
          run_id: runId,
          // The id is signed with dots around it, so it has none.
          message_id: `msg_${randomBytes(18).toString("hex")}`,
          type,
          payload,
          state: "waiting",
          next_at: db.raw(NOW),
          created_at: db.raw(NOW),
        })
        .onConflict(["webhook_id", "run_id"])
        .ignore();
      return deliveryId;
    },

    /** Claims the delivery that has been due longest; undefined if none is. Index: (state, next_at). */
    async claim(): Promise<ClaimedDelivery | undefined> {
      const due = await theirs()
        .where({ state: "waiting" })
        .whereRaw(`next_at <= ${NOW} AND ${FREE}`)
        .orderBy("next_at")
        .limit(LOOKED_AT)
        .pluck("id");
      for (const id of due) {
        const owner = newOwner();
        const taken = await theirs()
          .where({ id, state: "waiting" })
          .whereRaw(FREE)
          .update({ lease_owner: owner, lease_until: db.raw(LEASE_END) });
        const row = taken > 0 ? await claimedRow({ id, owner }).first() : undefined;
        if (row) return { ...toDelivery(row), messageId: row.message_id, payload: row.payload, owner };
      }
      return undefined;
    },

    /**
     * Records an attempt and releases the delivery.
     *
     * @param state the new state
     * @param delaySeconds time until the next attempt of a waiting delivery
     */
    async record(
      claimed: ClaimedDelivery,
      { status, error, durationMs }: Attempt,
      state: DeliveryState,
      delaySeconds: number,
    ): Promise<void> {
      const next_at =
        state === "waiting" ? db.raw(`${NOW} + INTERVAL ? SECOND`, [Math.round(delaySeconds)]) : null;
      await claimedRow(claimed).update({
        state,
        attempts: claimed.attempts + 1,
        next_at,
        status,
        error,
        duration_ms: durationMs,
        tried_at: db.raw(NOW),
        ...NO_LEASE,
      });
    },

    /** Releases a claimed delivery, so that any instance can attempt it. */
    async release(claimed: ClaimedDelivery): Promise<void> {
      await claimedRow(claimed).update(NO_LEASE);
    },

    /** Cancels a delivery that was claimed although its webhook is disabled or gone. */
    async cancel(claimed: ClaimedDelivery): Promise<void> {
      await claimedRow(claimed).update({ state: "canceled", next_at: null, ...NO_LEASE });
    },

    /** Cancels the waiting deliveries of a webhook. Index: (webhook_id, id). */
    async cancelAll(webhookId: number): Promise<void> {
      await theirs()
        .where({ webhook_id: webhookId, state: "waiting" })
        .update({ state: "canceled", next_at: null });
    },

    /** Queues an undelivered message again, with a full set of attempts. @returns whether it was undelivered */
    async sendAgain(webhookId: number, id: number): Promise<boolean> {
      const changed = await theirs()
        .where({ id, webhook_id: webhookId })
        .whereIn("state", ["failed", "canceled"])
        .update({ state: "waiting", attempts: 0, next_at: db.raw(NOW) });
      return changed > 0;
    },

    /** Index: the primary key. */
    async find(id: number): Promise<Delivery | undefined> {
      const row = await theirs().where({ id }).first();
      return row && toDelivery(row);
    },

    /** Returns the deliveries of a webhook, newest first. Index: (webhook_id, id). */
    async page(webhookId: number, before: number | undefined, size: number) {
      const query = theirs()
        .where({ webhook_id: webhookId })
        .orderBy("id", "desc")
        .limit(size + 1);
      if (before !== undefined) query.where("id", "<", before);
      const found = (await query).map(toDelivery);
      const deliveries = found.slice(0, size);
      return { deliveries, before: found.length > size ? (deliveries.at(-1)?.id ?? null) : null };
    },

    /** Returns the last delivery of each webhook. Index: (webhook_id, id). */
    async lastOf(webhookIds: readonly number[]): Promise<ReadonlyMap<number, Delivery>> {
      const last = new Map<number, Delivery>();
      for (const id of webhookIds) {
        const row = await theirs().where({ webhook_id: id }).orderBy("id", "desc").first();
        if (row) last.set(id, toDelivery(row));
      }
      return last;
    },

    /** Deletes the deliveries of a webhook. */
    async removeAll(webhookId: number): Promise<void> {
      await theirs().where({ webhook_id: webhookId }).delete();
    },

    /** Deletes old deliveries. Index: created_at. */
    async clean(): Promise<void> {
      await theirs().whereRaw(`created_at < ${NOW} - INTERVAL ${KEPT_DAYS} DAY`).limit(CLEAN_LIMIT).delete();
    },
  };
}

export type DeliveryStore = ReturnType<typeof createDeliveryStore>;
