import { isEveryCampaign } from "./lists.ts";
import type { VicidialUser } from "./users.ts";

/** From this level on Vicidial lets a person change everybody's rights. */
const FREE_LEVEL = 9;

export type ExceededRight = "hidden_group" | "higher_level" | "no_modify_leads" | "other_campaigns";

/** Whoever would hold the key. */
export interface Person {
  readonly level: number;
  /** Whether `modify_leads` is 1. */
  readonly mayModifyLeads: boolean;
  readonly allowedCampaigns: readonly string[];
  /** User groups whose users the person may see; null for all. */
  readonly viewableGroups: readonly string[] | null;
}

/** Whether the person may hold any key: level 9 may give itself every right in Vicidial, and so gains nothing. */
export function mayHoldEveryKey({ level }: Pick<Person, "level">): boolean {
  return level >= FREE_LEVEL;
}

/**
 * Whether what the person decides may reach everybody: with all campaigns, or the level that may give itself all of them. One
 * campaign's admin must not close the API for the others.
 */
export function mayDecideForAll({
  level,
  allowedCampaigns,
}: Pick<Person, "level" | "allowedCampaigns">): boolean {
  return mayHoldEveryKey({ level }) || allowedCampaigns.some(isEveryCampaign);
}

/** Whether Vicidial shows the person users of that group. Of a user who is gone, the group is not known. */
export function maySeeUser(
  { viewableGroups }: Pick<Person, "viewableGroups">,
  user: Pick<VicidialUser, "group"> | undefined,
): boolean {
  if (viewableGroups === null) return true;
  const group = user?.group.toLowerCase();
  return viewableGroups.some((name) => name.toLowerCase() === group);
}

/**
 * Whether the person may end a key that acts as that user. It gives nobody a right, so that a higher level does not matter; but
 * it must not reach campaigns that the person may not use.
 */
export function mayRevoke(person: Person, user: VicidialUser | undefined): boolean {
  if (!maySeeUser(person, user)) return false;
  return mayDecideForAll(person) || (user !== undefined && !reachesBeyond(person, user));
}

function reachesBeyond(person: Pick<Person, "allowedCampaigns">, user: VicidialUser): boolean {
  if (person.allowedCampaigns.some(isEveryCampaign)) return false;
  return user.allowedCampaigns.some((campaign) => !person.allowedCampaigns.includes(campaign));
}

/**
 * What somebody would gain by holding a key that acts as that user, or undefined where that is nothing. A key is a way to
 * act as its user: whoever can make one must not get by it what his own rights deny him. Below level 9
 * the user may be of no higher level, may reach no list that the person does not
 * reach, and the person must have the right that a key is for.
 *
 * @param user undefined for one that Vicidial does not know: it may come back with any level
 */
export function exceedsOwnRights(person: Person, user: VicidialUser | undefined): ExceededRight | undefined {
  if (!maySeeUser(person, user)) return "hidden_group";
  if (mayHoldEveryKey(person)) return undefined;
  if (!user || user.level > person.level) return "higher_level";
  if (!person.mayModifyLeads) return "no_modify_leads";
  return reachesBeyond(person, user) ? "other_campaigns" : undefined;
}
