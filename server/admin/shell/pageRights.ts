import type { Manifest } from "../../config/manifest.ts";
import type { AdminUser } from "../../vicidial/adminUsers.ts";

/** Whether a user may do an action of a page, by plugin.json. What is not declared there, nobody may. */
export function may(
  { rights }: Pick<Manifest, "rights">,
  user: Pick<AdminUser, "rights">,
  page: string,
  action: string,
): boolean {
  const actions = Object.hasOwn(rights, page) ? rights[page] : undefined;
  const wanted = actions && Object.hasOwn(actions, action) ? actions[action] : undefined;
  return [...user.rights].some((right) => right === wanted);
}
