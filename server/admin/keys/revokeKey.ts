import type { ApiKey } from "../../keys/apiKey.ts";
import { phrase } from "../../lib/phrase.ts";
import { mayRevoke } from "../../vicidial/delegation.ts";
import type { Page } from "../shell/adminPage.ts";
import type { AdminDependencies } from "../shell/dependencies.ts";
import { type PageAnswer, redirectTo, renderView } from "../shell/pageAnswer.ts";
import { refusePage } from "../shell/pageErrors.ts";
import { keyEvent } from "./keyAdminLog.ts";
import { keyDetails, keyOf } from "./keyFacts.ts";
import { NOT_REVOCABLE, STYLES } from "./keyLabels.ts";
import { personOf } from "./visibleKeys.ts";

/**
 * Returns the key in the path. Users may revoke keys of higher-level users, because a leaked key must not wait for them.
 *
 * @throws PageError page_not_found, not_permitted
 */
async function keyToRevoke(page: Page): Promise<ApiKey> {
  const key = await keyOf(page);
  const user = await page.customer.users.find(key.vicidialUser);
  return mayRevoke(personOf(page), user) ? key : refusePage({ code: "not_permitted", detail: NOT_REVOCABLE });
}

/** Shows what stops working. */
export function revokeForm(dependencies: AdminDependencies) {
  return async (page: Page): Promise<PageAnswer> => {
    const key = await keyToRevoke(page);
    if (key.revokedAt) return redirectTo("/keys?show=all", phrase("Key %1s is already revoked.", key.id));
    return renderView(
      "keys/revoke",
      phrase("Revoke API key %1s", key.id),
      { key: await keyDetails(dependencies, page, key) },
      { styles: STYLES },
    );
  };
}

/** Revokes a key permanently. */
export async function revokeKey(page: Page): Promise<PageAnswer> {
  const key = await keyToRevoke(page);
  if (key.revokedAt) return redirectTo("/keys?show=all", phrase("Key %1s is already revoked.", key.id));
  await page.keys.revoke(key.id, page.now);
  const notes = `label: ${key.label}; user: ${key.vicidialUser}; customer: ${key.customer}`;
  await page.log(keyEvent("DELETE", key.id, `API key ${key.id} revoked`, notes));
  return redirectTo(
    "/keys",
    phrase("Key %1s, “%2s”, is revoked. Requests with it are now refused.", key.id, key.label),
  );
}
