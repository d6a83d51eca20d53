import type { Knex } from "knex";

/** Vicidial treats shorter ids as "no list". */
const MIN_ID_LENGTH = 2;

/** The rules for a user's addresses. An empty id means no list. */
export interface IpRules {
  /** system_settings.allow_ip_lists: whether the feature is on at all. */
  readonly usesIpLists: boolean;
  /** Blocks these addresses. */
  readonly blacklist: string;
  /** Blocks all other addresses: the group's admin_ip_list for pages, its api_ip_list for the API. */
  readonly allowList: string;
  readonly ignoresIpLists: boolean;
}

const isNamed = (list: string): boolean => list.length >= MIN_ID_LENGTH;

/** Reads IP lists. An entry is an address, or `a.b.c.x` for a whole class C network. */
export function createIpLists(db: Knex, vicidialDatabase: string) {
  async function holds(list: string, address: string): Promise<boolean> {
    const row = await db
      .from(`${vicidialDatabase}.vicidial_ip_list_entries`)
      .where("ip_list_id", list)
      .whereIn("ip_address", [address, address.replace(/\.\d+$/, ".x")])
      .first<{ found: number } | undefined>(db.raw("1 AS found"));
    return row !== undefined;
  }

  return {
    /** Whether the rules block the address. Sends no query while the feature is off. Source: user_authorization of functions.php. */
    async block(rules: IpRules, address: string): Promise<boolean> {
      if (!rules.usesIpLists || rules.ignoresIpLists) return false;
      if (isNamed(rules.blacklist) && (await holds(rules.blacklist, address))) return true;
      return isNamed(rules.allowList) && !(await holds(rules.allowList, address));
    },
  };
}

export type IpLists = ReturnType<typeof createIpLists>;
