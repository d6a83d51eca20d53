import { callsInWeek } from "../../history/keyUsage.ts";
import type { ApiKey } from "../../keys/apiKeyRow.ts";
import { successorsOf } from "../../keys/keyState.ts";
import { exceedsOwnRights } from "../../vicidial/delegation.ts";
import type { Page } from "../shell/adminPage.ts";
import type { AdminDependencies } from "../shell/dependencies.ts";
import { refusePage } from "../shell/pageErrors.ts";
import { type KeyFacts, type ShownKey, shownKey } from "./keyListView.ts";
import { personOf, seenKey, seenKeys, usersOf } from "./visibleKeys.ts";

/**
 * The key that the path names.
 *
 * @throws PageError page_not_found, for a key that the person may not see too
 */
export async function keyOf(page: Page): Promise<ApiKey> {
  const id = page.params["id"] ?? "";
  const key = /^\d{1,9}$/.test(id) ? await seenKey(page, Number(id)) : undefined;
  return key ?? refusePage({ code: "page_not_found" });
}

/**
 * The same, for an action that gives power over the key: only for whoever may act as its user.
 *
 * @throws PageError page_not_found, right_missing, request_invalid for a key that is revoked
 */
export async function keyInHand(page: Page, action: "edit" | "roll"): Promise<ApiKey> {
  const key = await keyOf(page);
  const user = await page.customer.users.find(key.vicidialUser);
  if (exceedsOwnRights(personOf(page), user)) refusePage({ code: "right_missing", page: "keys", action });
  if (key.revokedAt) {
    const detail = `Key ${key.id} is revoked, which is for good. Make a new one in its place.`;
    refusePage({ code: "request_invalid", detail });
  }
  return key;
}

/** What the pages tell of keys beside the keys themselves. */
export async function factsOf(
  parts: AdminDependencies,
  page: Page,
  keys: readonly ApiKey[],
): Promise<KeyFacts> {
  const { customers, sharesDatabase } = parts;
  const historyOf = (name: string) =>
    (sharesDatabase ? customers[0] : customers.find((each) => each.name === name))?.stores.usage;
  const [calls, users] = await Promise.all([callsInWeek(keys, historyOf, page.now), usersOf(page, keys)]);
  return { calls, users, successors: successorsOf(keys), now: page.now, zone: page.zone };
}

/** One key as its own pages show it. */
export async function shownAlone(parts: AdminDependencies, page: Page, key: ApiKey): Promise<ShownKey> {
  const facts = await factsOf(parts, page, [key]);
  return shownKey(key, { ...facts, successors: successorsOf(await seenKeys(page)) });
}
