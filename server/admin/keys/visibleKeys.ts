import type { ApiKey } from "../../keys/apiKey.ts";
import { maySeeUser, type Person } from "../../vicidial/delegation.ts";
import type { VicidialUser } from "../../vicidial/users.ts";
import type { Page } from "../shell/adminPage.ts";

/** Returns the signed-in user's rights for keys. */
export function personOf({ user }: Pick<Page, "user">): Person {
  return {
    level: user.level,
    mayModifyLeads: user.rights.has("move"),
    allowedCampaigns: user.allowedCampaigns,
    viewableGroups: user.viewableGroups,
  };
}

/** Returns the keys' users as they are in Vicidial now, by lower-case name. */
export async function usersOf(
  { customer }: Pick<Page, "customer">,
  keys: readonly ApiKey[],
): Promise<ReadonlyMap<string, VicidialUser>> {
  const found = await customer.users.findAll(keys.map(({ vicidialUser }) => vicidialUser));
  return new Map(found.map((user) => [user.user.toLowerCase(), user]));
}

/** Filters keys whose users Vicidial shows to the signed-in user. */
async function filterVisible(page: Page, keys: readonly ApiKey[]): Promise<readonly ApiKey[]> {
  const person = personOf(page);
  if (person.viewableGroups === null) return keys;
  const users = await usersOf(page, keys);
  return keys.filter(({ vicidialUser }) => maySeeUser(person, users.get(vicidialUser.toLowerCase())));
}

/** Returns the visible keys, newest first. */
export async function visibleKeys(page: Page): Promise<readonly ApiKey[]> {
  return filterVisible(page, await page.keys.list());
}

/** Returns a key by ID, if it is visible. */
export async function findVisibleKey(page: Page, id: number): Promise<ApiKey | undefined> {
  const key = await page.keys.find(id);
  const [seen] = await filterVisible(page, key ? [key] : []);
  return seen;
}
