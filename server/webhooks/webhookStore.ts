import { randomBytes } from "node:crypto";
import type { Knex } from "knex";
import { type CustomerScope, inScope } from "../db/customerScope.ts";
import { NOW } from "../db/lease.ts";
import { OVERLAP_HOURS, type SigningWebhook, toWebhook, type Webhook } from "./webhook.ts";

/** More webhooks than a customer needs. */
export const MOST_WEBHOOKS = 50;
const NONCE_BYTES = 16;

/** A webhook with a new signing secret. */
export interface MadeWebhook {
  readonly id: number;
  readonly nonce: Buffer;
}

/** Stores the webhooks of a scope. Index: (customer, id), or the primary key. */
export function createWebhookStore(db: Knex, scope: CustomerScope) {
  const theirs = () => db("dearchive_webhooks").where(inScope(scope));

  return {
    async list(): Promise<readonly Webhook[]> {
      return (await theirs().orderBy("id").limit(MOST_WEBHOOKS)).map(toWebhook);
    },

    async find(id: number): Promise<Webhook | undefined> {
      const row = await theirs().where({ id }).first();
      return row && toWebhook(row);
    },

    /** Finds a webhook with the nonces of its secrets. */
    async findToSign(id: number): Promise<SigningWebhook | undefined> {
      const row = await theirs().where({ id }).first();
      return row && { ...toWebhook(row), nonce: row.nonce, oldNonce: row.old_nonce };
    },

    /** Creates a webhook. @returns undefined if the customer has MOST_WEBHOOKS already */
    async create(
      webhook: Pick<Webhook, "customer" | "label" | "url" | "createdBy">,
    ): Promise<MadeWebhook | undefined> {
      const [count] = await theirs().count<{ n: number }[]>({ n: "*" });
      if (Number(count?.n ?? 0) >= MOST_WEBHOOKS) return undefined;
      const nonce = randomBytes(NONCE_BYTES);
      const [id = 0] = await db("dearchive_webhooks").insert({
        customer: webhook.customer,
        label: webhook.label,
        url: webhook.url,
        created_by: webhook.createdBy,
        nonce,
        created_at: db.raw(NOW),
      });
      return { id, nonce };
    },

    async edit(id: number, { label, url }: Pick<Webhook, "label" | "url">): Promise<void> {
      await theirs().where({ id }).update({ label, url });
    },

    /** Makes a new secret. The old one also signs for a day, so that the receiver can switch. */
    async rotate(id: number): Promise<MadeWebhook | undefined> {
      const nonce = randomBytes(NONCE_BYTES);
      const changed = await theirs()
        .where({ id })
        .update({
          old_nonce: db.raw("nonce"),
          old_until: db.raw(`${NOW} + INTERVAL ${OVERLAP_HOURS} HOUR`),
          nonce,
        });
      return changed > 0 ? { id, nonce } : undefined;
    },

    /** Disables a webhook, or enables it. @param reason null to enable it */
    async setDisabled(id: number, reason: Webhook["disabledFor"]): Promise<boolean> {
      return (await theirs().where({ id }).update({ disabled_for: reason })) > 0;
    },

    async remove(id: number): Promise<boolean> {
      return ((await theirs().where({ id }).delete()) as number) > 0;
    },
  };
}

export type WebhookStore = ReturnType<typeof createWebhookStore>;
