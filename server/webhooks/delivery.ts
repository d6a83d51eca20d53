import type { WebhookDeliveryRow } from "../db/ownTables.ts";
import { fromUtcText } from "../db/sql.ts";
import { SEND_ERRORS, type SendError } from "./sendMessage.ts";

/** `waiting`: for its first or next attempt. `failed`: no attempt is left. `canceled`: its webhook was disabled. */
export const DELIVERY_STATES = ["waiting", "delivered", "failed", "canceled"] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** A message to one webhook, and the state of its delivery. */
export interface Delivery {
  readonly id: number;
  readonly webhookId: number;
  /** Null for a test. */
  readonly runId: number | null;
  readonly type: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly nextAt: Date | null;
  /** HTTP status of the last attempt. */
  readonly status: number | null;
  readonly error: SendError | null;
  readonly durationMs: number | null;
  readonly triedAt: Date | null;
  readonly createdAt: Date;
}

/** A delivery that an instance attempts now. */
export interface ClaimedDelivery extends Delivery {
  readonly messageId: string;
  readonly payload: string;
  /** Unique for each claim. */
  readonly owner: string;
}

const instant = (text: string | null) => (text === null ? null : fromUtcText(text));

export function toDelivery(row: WebhookDeliveryRow): Delivery {
  return {
    id: row.id,
    webhookId: row.webhook_id,
    runId: row.run_id,
    type: row.type,
    state: DELIVERY_STATES.find((state) => state === row.state) ?? "failed",
    attempts: row.attempts,
    nextAt: instant(row.next_at),
    status: row.status,
    error: SEND_ERRORS.find((error) => error === row.error) ?? null,
    durationMs: row.duration_ms,
    triedAt: instant(row.tried_at),
    createdAt: fromUtcText(row.created_at),
  };
}
