import type { Page } from "./adminPage.ts";

/** Stands for a name or value that the user may not see. */
export const HIDDEN = "(hidden)";

/** Tells which users Vicidial shows to the signed-in user. */
export interface VisibleUsers {
  /** Whether the user with this name is visible. Deleted users are not, because their group is unknown. */
  readonly has: (name: string) => boolean;
  /** Returns the name, or "(hidden)". */
  readonly show: (name: string) => string;
}

/** Reads which users are visible. Queries nothing for a signed-in user who may view every group. */
export async function visibleUsers({
  customer,
  user,
}: Pick<Page, "customer" | "user">): Promise<VisibleUsers> {
  const { viewableGroups } = user;
  if (viewableGroups === null) return { has: () => true, show: (name) => name };
  const names = await customer.users.namesInGroups(viewableGroups);
  const visible = new Set([...names, user.user].map((name) => name.toLowerCase()));
  const has = (name: string) => visible.has(name.toLowerCase());
  return { has, show: (name) => (has(name) ? name : HIDDEN) };
}
