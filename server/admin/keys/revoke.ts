import type { Page } from "../adminPage.ts";
import { goTo, type PageAnswer, show } from "../answer.ts";
import type { AdminParts } from "../parts.ts";
import { keyEvent } from "./changeLog.ts";
import { keyOf, shownAlone } from "./facts.ts";
import { STYLES } from "./words.ts";

/*
 * Whoever may see keys may end any of them: it gives nobody a right, and a key that got into wrong hands must not wait
 * for somebody of a higher level.
 */

/** What would stop working. */
export function revokeForm(parts: AdminParts) {
  return async (page: Page): Promise<PageAnswer> => {
    const key = await keyOf(parts, page);
    if (key.revokedAt) return goTo("/keys?show=all", `Key ${key.id} is revoked already.`);
    return show(
      "keys/revoke",
      `Revoke API key ${key.id}`,
      { key: await shownAlone(parts, page, key) },
      { styles: STYLES },
    );
  };
}

/** Ends a key for good. */
export function revokeKey(parts: AdminParts) {
  return async (page: Page): Promise<PageAnswer> => {
    const key = await keyOf(parts, page);
    if (key.revokedAt) return goTo("/keys?show=all", `Key ${key.id} is revoked already.`);
    await parts.stores.keys.revoke(key.id, page.now);
    const notes = `label: ${key.label}; user: ${key.vicidialUser}; customer: ${key.customer}`;
    await page.log(keyEvent("DELETE", key.id, `REVOKE API KEY ${key.id}`, notes));
    return goTo("/keys", `Key ${key.id}, “${key.label}”, is revoked: calls with it are refused from now on.`);
  };
}
