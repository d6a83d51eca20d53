import { isEveryCampaign } from "./lists.ts";
import type { VicidialUser } from "./users.ts";

/** From this level on, Vicidial lets a user change everybody's rights. */
const FREE_LEVEL = 9;

export type ExceededRight = "hidden_group" | "higher_level" | "no_modify_leads" | "other_campaigns";

/** The user who would hold the key. */
export interface Person {
  readonly level: number;
  /** Whether `modify_leads` is 1. */
  readonly mayModifyLeads: boolean;
  readonly allowedCampaigns: readonly string[];
  /** User groups whose users are visible; null for all. */
  readonly viewableGroups: readonly string[] | null;
}

/** Whether the user may hold any key: level 9 can grant itself every right in Vicidial, so it gains nothing. */
export function mayHoldEveryKey({ level }: Pick<Person, "level">): boolean {
  return level >= FREE_LEVEL;
}

/**
 * Whether the user may decide for everybody: with all campaigns, or at level 9. One campaign's admin must not close the API for
 * the others.
 */
export function mayDecideForAll({
  level,
  allowedCampaigns,
}: Pick<Person, "level" | "allowedCampaigns">): boolean {
  return mayHoldEveryKey({ level }) || allowedCampaigns.some(isEveryCampaign);
}

/** Whether Vicidial shows users of that group to the user. The group of a deleted user is unknown. */
export function maySeeUser(
  { viewableGroups }: Pick<Person, "viewableGroups">,
  user: Pick<VicidialUser, "group"> | undefined,
): boolean {
  if (viewableGroups === null) return true;
  const group = user?.group.toLowerCase();
  return viewableGroups.some((name) => name.toLowerCase() === group);
}

/** Whether the user may revoke a key. Revoking grants nothing, so levels do not matter, but campaigns do. */
export function mayRevoke(person: Person, user: VicidialUser | undefined): boolean {
  if (!maySeeUser(person, user)) return false;
  return mayDecideForAll(person) || (user !== undefined && !reachesBeyond(person, user));
}

function reachesBeyond(person: Pick<Person, "allowedCampaigns">, user: VicidialUser): boolean {
  if (person.allowedCampaigns.some(isEveryCampaign)) return false;
  return user.allowedCampaigns.some((campaign) => !person.allowedCampaigns.includes(campaign));
}

/**
 * Returns what a user would gain by holding a key of another user; undefined for nothing. A key acts as its user. Below level
 * 9, the key's user may not have a higher level or more lists, and the holder needs the right that a key is for.
 *
 * @param user undefined if Vicidial does not know the user, who may return with any level
 */
export function exceedsOwnRights(person: Person, user: VicidialUser | undefined): ExceededRight | undefined {
  if (!maySeeUser(person, user)) return "hidden_group";
  if (mayHoldEveryKey(person)) return undefined;
  if (!user || user.level > person.level) return "higher_level";
  if (!person.mayModifyLeads) return "no_modify_leads";
  return reachesBeyond(person, user) ? "other_campaigns" : undefined;
}
