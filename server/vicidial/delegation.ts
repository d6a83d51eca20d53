import { isEveryCampaign } from "./lists.ts";
import type { VicidialUser } from "./users.ts";

/** From this level on Vicidial lets a person change everybody's rights. */
const FREE_LEVEL = 9;

export type Overreach = "higher_level" | "no_modify_leads" | "other_campaigns";

/** Whoever would hold the key. */
export interface Person {
  readonly level: number;
  /** Whether `modify_leads` is 1. */
  readonly mayModifyLeads: boolean;
  readonly allowedCampaigns: readonly string[];
}

/** Whether the person may hold any key: level 9 may give itself every right in Vicidial, and so gains nothing. */
export function mayHoldEveryKey({ level }: Pick<Person, "level">): boolean {
  return level >= FREE_LEVEL;
}

function reachesBeyond(person: Person, user: VicidialUser): boolean {
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
export function overreach(person: Person, user: VicidialUser | undefined): Overreach | undefined {
  if (mayHoldEveryKey(person)) return undefined;
  if (!user || user.level > person.level) return "higher_level";
  if (!person.mayModifyLeads) return "no_modify_leads";
  return reachesBeyond(person, user) ? "other_campaigns" : undefined;
}
