import type { AdminEvent } from "../../vicidial/adminLog.ts";
import type { Webhook } from "../../webhooks/webhook.ts";
import type { Page } from "../shell/adminPage.ts";
import { refusePage } from "../shell/pageErrors.ts";

/** Event section in Vicidial's admin log. */
const SECTION = "WEBHOOKS";

/** Returns an event for Vicidial's admin log. Leaves out the path and query of the address: they may hold a token. */
export function webhookEvent(
  { id, label, url }: Pick<Webhook, "id" | "label" | "url">,
  type: AdminEvent["type"],
  change: string,
): AdminEvent {
  const notes = `label: ${label}; host: ${new URL(url).host}`;
  return { section: SECTION, type, recordId: id, code: `webhook ${id} ${change}`, notes };
}

/** Returns the webhook in the path. @throws PageError page_not_found */
export async function webhookOf(page: Page): Promise<Webhook> {
  const text = page.params["id"] ?? "";
  const webhook = /^\d{1,9}$/.test(text) ? await page.customer.stores.webhooks.find(Number(text)) : undefined;
  return webhook ?? refusePage({ code: "page_not_found" });
}
