import { requestsInWeek } from "../../history/keyUsage.ts";
import type { ApiKey } from "../../keys/apiKey.ts";
import { successorsOf } from "../../keys/keyState.ts";
import { phrase, term } from "../../lib/phrase.ts";
import { exceedsOwnRights } from "../../vicidial/delegation.ts";
import type { Page } from "../shell/adminPage.ts";
import type { AdminDependencies } from "../shell/dependencies.ts";
import { refusePage } from "../shell/pageErrors.ts";
import { EXCEEDED_RIGHT_LABELS } from "./keyLabels.ts";
import { type KeyFacts, type KeyView, keyView } from "./keyListView.ts";
import { findVisibleKey, personOf, usersOf, visibleKeys } from "./visibleKeys.ts";

/**
 * Returns the key in the path.
 *
 * @throws PageError page_not_found if the key does not exist or the user may not see it
 */
export async function keyOf(page: Page): Promise<ApiKey> {
  const id = page.params["id"] ?? "";
  const key = /^\d{1,9}$/.test(id) ? await findVisibleKey(page, Number(id)) : undefined;
  return key ?? refusePage({ code: "page_not_found" });
}

/**
 * Returns the key in the path for an action that gives control over it. The user must be allowed to act as the key's user.
 *
 * @throws PageError page_not_found, not_permitted, request_invalid if the key is revoked
 */
export async function controllableKey(page: Page): Promise<ApiKey> {
  const key = await keyOf(page);
  const user = await page.customer.users.find(key.vicidialUser);
  const exceeded = exceedsOwnRights(personOf(page), user);
  if (exceeded) {
    const detail = phrase(
      "You may not change this key or roll it: %1s.",
      term(EXCEEDED_RIGHT_LABELS[exceeded]),
    );
    refusePage({ code: "not_permitted", detail });
  }
  if (key.revokedAt) {
    const detail = phrase("Key %1s is revoked and cannot be used again. Create a new key instead.", key.id);
    refusePage({ code: "request_invalid", detail });
  }
  return key;
}

/** Reads usage, users and successors of keys. */
export async function factsOf(
  dependencies: AdminDependencies,
  page: Page,
  keys: readonly ApiKey[],
): Promise<KeyFacts> {
  const { customers, sharesDatabase } = dependencies;
  const historyOf = (name: string) =>
    (sharesDatabase ? customers[0] : customers.find((each) => each.name === name))?.stores.usage;
  const [requests, users] = await Promise.all([
    requestsInWeek(keys, historyOf, page.now),
    usersOf(page, keys),
  ]);
  return { requests, users, successors: successorsOf(keys), now: page.now, zone: page.zone };
}

/** Returns one key for its own pages. */
export async function keyDetails(dependencies: AdminDependencies, page: Page, key: ApiKey): Promise<KeyView> {
  const facts = await factsOf(dependencies, page, [key]);
  return keyView(key, { ...facts, successors: successorsOf(await visibleKeys(page)) });
}
