import { callsInWeek } from "../../history/keyUsage.ts";
import type { ApiKey } from "../../keys/apiKeyRow.ts";
import { successorsOf } from "../../keys/keyState.ts";
import { overreach, type Person } from "../../vicidial/delegation.ts";
import type { Page } from "../adminPage.ts";
import { refusePage } from "../pageFault.ts";
import type { AdminParts } from "../parts.ts";
import { type KeyFacts, type ShownKey, shownKey } from "./listView.ts";

/** Whoever is signed in, as far as keys are concerned. */
export function personOf({ user }: Page): Person {
  return {
    level: user.level,
    mayModifyLeads: user.rights.has("move"),
    allowedCampaigns: user.allowedCampaigns,
  };
}

function isSeen({ onlyCustomer }: Page, key: ApiKey): boolean {
  return onlyCustomer === undefined || key.customer === onlyCustomer;
}

/** The keys that the person may see, newest first. */
export async function seenKeys({ stores }: AdminParts, page: Page): Promise<readonly ApiKey[]> {
  return (await stores.keys.list()).filter((key) => isSeen(page, key));
}

/**
 * The key that the path names.
 *
 * @throws PageError page_not_found, for another customer's too
 */
export async function keyOf({ stores }: AdminParts, page: Page): Promise<ApiKey> {
  const id = page.params["id"] ?? "";
  const key = /^\d{1,9}$/.test(id) ? await stores.keys.find(Number(id)) : undefined;
  return key && isSeen(page, key) ? key : refusePage({ code: "page_not_found" });
}

/**
 * The same, for an action that gives power over the key: only for whoever may act as its user.
 *
 * @throws PageError page_not_found, right_missing, request_invalid for a key that is revoked
 */
export async function keyInHand(parts: AdminParts, page: Page, action: "edit" | "roll"): Promise<ApiKey> {
  const key = await keyOf(parts, page);
  const user = await page.customer.users.find(key.vicidialUser);
  if (overreach(personOf(page), user)) refusePage({ code: "right_missing", page: "keys", action });
  if (key.revokedAt) {
    const detail = `Key ${key.id} is revoked, which is for good. Make a new one in its place.`;
    refusePage({ code: "request_invalid", detail });
  }
  return key;
}

/** What the pages tell of keys beside the keys themselves. */
export async function factsOf(parts: AdminParts, page: Page, keys: readonly ApiKey[]): Promise<KeyFacts> {
  const { customers, sharesDatabase } = parts;
  const historyOf = (name: string) =>
    (sharesDatabase ? customers[0] : customers.find((each) => each.name === name))?.stores.usage;
  const [calls, found] = await Promise.all([
    callsInWeek(keys, historyOf, page.now),
    page.customer.users.findAll(keys.map(({ vicidialUser }) => vicidialUser)),
  ]);
  const users = new Map(found.map((user) => [user.user.toLowerCase(), user]));
  return { calls, users, successors: successorsOf(keys), now: page.now, zone: page.zone };
}

/** One key as its own pages show it. */
export async function shownAlone(parts: AdminParts, page: Page, key: ApiKey): Promise<ShownKey> {
  const facts = await factsOf(parts, page, [key]);
  return shownKey(key, { ...facts, successors: successorsOf(await seenKeys(parts, page)) });
}
