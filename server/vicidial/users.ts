import type { Knex } from "knex";
import { isSchemaMismatch, noneIfUnwritable } from "../db/databaseErrors.ts";
import { type ApiUser, MIN_API_LEVEL, missingApiRight } from "./apiRights.ts";
import { createIpLists, type IpRules } from "./ipLists.ts";

/** A Vicidial user, without secrets. */
export interface VicidialUser extends ApiUser {
  readonly user: string;
  readonly group: string;
  /** Campaign tokens of the user's group; empty if the group no longer exists. */
  readonly allowedCampaigns: readonly string[];
}

interface UserRow {
  user: string;
  active: string | null;
  user_level: number | null;
  modify_leads: string | null;
  vdc_agent_api_access: string | null;
  api_allowed_functions: string | null;
  user_group: string | null;
  allowed_campaigns: string | null;
}

const COLUMNS = [
  "users.user",
  "users.active",
  "users.user_level",
  "users.modify_leads",
  "users.vdc_agent_api_access",
  "users.api_allowed_functions",
  "users.user_group",
  "groups.allowed_campaigns",
];

/** Splits one of Vicidial's lists: names separated by spaces, often with a dash at the end. */
export function namesIn(text: string | null): readonly string[] {
  return (text ?? "").split(/\s+/).filter((name) => name !== "" && name !== "-");
}

function toUser(row: UserRow): VicidialUser {
  return {
    user: row.user,
    active: row.active === "Y",
    level: row.user_level ?? 0,
    modifyLeads: row.modify_leads ?? "0",
    apiAccess: row.vdc_agent_api_access === "1",
    apiFunctions: namesIn(row.api_allowed_functions),
    group: row.user_group ?? "",
    allowedCampaigns: namesIn(row.allowed_campaigns),
  };
}

/** A user with the rules for the addresses of the user's keys. */
export interface ApiAccount extends VicidialUser {
  readonly ipRules: IpRules;
}

interface IpRuleRow {
  ignore_ip_list: string | null;
  api_ip_list: string | null;
  allow_ip_lists: string | null;
  system_ip_blacklist: string | null;
}

const IP_RULE_COLUMNS = [
  "users.ignore_ip_list",
  "groups.api_ip_list",
  "settings.allow_ip_lists",
  "settings.system_ip_blacklist",
];

const NO_IP_RULES: IpRuleRow = {
  ignore_ip_list: null,
  api_ip_list: null,
  allow_ip_lists: null,
  system_ip_blacklist: null,
};

function toIpRules(row: IpRuleRow): IpRules {
  return {
    usesIpLists: Number(row.allow_ip_lists) > 0,
    blacklist: row.system_ip_blacklist ?? "",
    allowList: row.api_ip_list ?? "",
    ignoresIpLists: Number(row.ignore_ip_list) > 0,
  };
}

type AccountRow = UserRow & IpRuleRow;

function toAccount(row: AccountRow): ApiAccount {
  return { ...toUser(row), ipRules: toIpRules(row) };
}

/** Longest choice on a form; other names can be typed. */
const CHOICES_LIMIT = 200;

/** Reads Vicidial's users. Index: the unique index on vicidial_users.user. */
export function createUsers(db: Knex, vicidialDatabase: string) {
  const ipLists = createIpLists(db, vicidialDatabase);

  function users() {
    return db
      .from(`${vicidialDatabase}.vicidial_users as users`)
      .leftJoin(
        `${vicidialDatabase}.vicidial_user_groups as groups`,
        "groups.user_group",
        "users.user_group",
      );
  }

  /** The first users who may move leads. No index: a call center has a few hundred users. */
  function movers() {
    return users()
      .where({ "users.active": "Y", "users.modify_leads": "1" })
      .where("users.user_level", ">=", MIN_API_LEVEL)
      .orderBy("users.user")
      .limit(CHOICES_LIMIT)
      .select<UserRow[]>(COLUMNS);
  }

  function withIpRules(name: string) {
    return users()
      .joinRaw("LEFT JOIN ??.system_settings AS settings ON TRUE", [vicidialDatabase])
      .where("users.user", name)
      .limit(1)
      .select<AccountRow[]>([...COLUMNS, ...IP_RULE_COLUMNS]);
  }

  /** For schemas without IP lists. */
  async function findWithoutIpRules(name: string): Promise<AccountRow | undefined> {
    const row = await users().where("users.user", name).first<UserRow | undefined>(COLUMNS);
    return row && { ...row, ...NO_IP_RULES };
  }

  return {
    /** Returns the user with its group's and the system's settings in one query; undefined for an unknown user. */
    async find(name: string): Promise<ApiAccount | undefined> {
      const row = await withIpRules(name)
        .then(([found]) => found)
        .catch((error: unknown) => {
          if (isSchemaMismatch(error)) return findWithoutIpRules(name);
          throw error;
        })
        .catch(noneIfUnwritable);
      return row && toAccount(row);
    },

    /**
     * Returns the query of `find` to be joined with another one, and reads its row. It fails on schemas without IP lists, and for
     * names that Vicidial cannot write.
     */
    toJoin: (name: string) => ({
      ...withIpRules(name).toSQL(),
      read: (row: Partial<AccountRow>): ApiAccount | undefined =>
        row.user ? toAccount(row as AccountRow) : undefined,
    }),

    /** Whether Vicidial's IP lists block the user's API requests from the address. */
    block: async ({ ipRules }: ApiAccount, address: string): Promise<boolean> =>
      ipRules.usesIpLists && ipLists.block(ipRules, address),

    /** Returns the users that exist. */
    async findAll(names: readonly string[]): Promise<readonly VicidialUser[]> {
      const rows: UserRow[] = await users()
        .whereIn("users.user", [...new Set(names)])
        .select(COLUMNS);
      return rows.map(toUser);
    },

    /** Returns the names of the users in the groups. No index: a call center has a few hundred users. */
    async namesInGroups(groups: readonly string[]): Promise<readonly string[]> {
      const rows: Pick<UserRow, "user">[] = await users()
        .whereIn("users.user_group", groups)
        .select("users.user");
      return rows.map(({ user }) => user);
    },

    /** Returns the first users with the rights for a key, by name. */
    async listForKeys(): Promise<readonly VicidialUser[]> {
      const found = await movers().where("users.vdc_agent_api_access", "1");
      return found.map(toUser).filter((user) => missingApiRight(user) === undefined);
    },

    /** Returns the first users with the right to move leads, by name. */
    async listMovers(): Promise<readonly VicidialUser[]> {
      return (await movers()).map(toUser);
    },
  };
}

export type Users = ReturnType<typeof createUsers>;
