import type { Manifest } from "../../config/manifest.ts";
import type { AdminUser } from "../../vicidial/adminUsers.ts";

/** Returns whether plugin.json grants the user an action of a page. Undeclared actions are denied. */
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
