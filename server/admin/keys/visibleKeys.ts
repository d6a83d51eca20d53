import type { ApiKey } from "../../keys/apiKeyRow.ts";
import { maySeeUser, type Person } from "../../vicidial/delegation.ts";
import type { VicidialUser } from "../../vicidial/users.ts";
import type { Page } from "../shell/adminPage.ts";

/** The signed-in person, as far as keys are concerned. */
export function personOf({ user }: Pick<Page, "user">): Person {
  return {
    level: user.level,
    mayModifyLeads: user.rights.has("move"),
    allowedCampaigns: user.allowedCampaigns,
    viewableGroups: user.viewableGroups,
  };
}

/** The users of keys as Vicidial has them now, by name in small letters. */
export async function usersOf(
  { customer }: Pick<Page, "customer">,
  keys: readonly ApiKey[],
): Promise<ReadonlyMap<string, VicidialUser>> {
  const found = await customer.users.findAll(keys.map(({ vicidialUser }) => vicidialUser));
  return new Map(found.map((user) => [user.user.toLowerCase(), user]));
}

/** Those of the keys whose users Vicidial shows the person. */
async function onlySeen(page: Page, keys: readonly ApiKey[]): Promise<readonly ApiKey[]> {
  const person = personOf(page);
  if (person.viewableGroups === null) return keys;
  const users = await usersOf(page, keys);
  return keys.filter(({ vicidialUser }) => maySeeUser(person, users.get(vicidialUser.toLowerCase())));
}

/** The keys that the person may see, newest first. */
export async function seenKeys(page: Page): Promise<readonly ApiKey[]> {
  return onlySeen(page, await page.keys.list());
}

/** The key of that number, where the person may see it. */
export async function seenKey(page: Page, id: number): Promise<ApiKey | undefined> {
  const key = await page.keys.find(id);
  const [seen] = await onlySeen(page, key ? [key] : []);
  return seen;
}
