import type { Knex } from "knex";
import { noneIfUnwritable } from "../db/databaseErrors.ts";
import { queryRows, toUtcText } from "../db/sql.ts";
import { type AdminRight, adminRightsOf } from "./adminRights.ts";
import type { LeadLabels } from "./leadLabels.ts";
import { privacyIn } from "./leadPrivacy.ts";
import { LOCAL_TIME } from "./serverTime.ts";
import { namesIn } from "./users.ts";

/** The signed-in user, with rights and visibility. */
export interface AdminUser {
  readonly user: string;
  readonly fullName: string;
  readonly level: number;
  readonly group: string;
  readonly rights: ReadonlySet<AdminRight>;
  /** Campaign tokens of the user's group; empty if the group no longer exists. */
  readonly allowedCampaigns: readonly string[];
  /** User groups whose users are visible; null for all. */
  readonly viewableGroups: readonly string[] | null;
  /** Vicidial's code: '0' shows phone numbers, '1' hides them, '2_DIGITS' shows that many at the end. */
  readonly hidesPhones: string;
  readonly hidesLeadData: boolean;
  /** The user's choice; empty for none. */
  readonly language: string;
  readonly isInQualityControl: boolean;
  /** Whether Vicidial asks for a new password before anything else. */
  readonly mustChangePassword: boolean;
  /** Address of the Home link of the user's group; empty for the system's. */
  readonly homeUrl: string;
  /** Set once the settings are read. */
  readonly labels?: LeadLabels;
}

/** A row of `vicidial_users`, with columns that only the sign-in may read. */
export interface Account {
  readonly user: string;
  readonly active: boolean;
  readonly level: number;
  readonly isApiOnly: boolean;
  readonly password: string;
  readonly passwordHash: string;
  readonly failedLogins: number;
  /** Null if the user never signed in. */
  readonly secondsSinceLogin: number | null;
  readonly lastAddress: string;
  readonly ignoresIpLists: boolean;
  readonly adminIpList: string;
  readonly skipsTwoFactors: boolean;
  readonly person: AdminUser;
}

type Row = Readonly<Record<string, unknown>>;

function text(value: unknown): string {
  return value === null || value === undefined ? "" : String(value);
}

/** Source: admin.php, which treats `--ALL--` and ids too short for a group as all groups. */
function viewableGroupsIn(groups: string): readonly string[] | null {
  return groups.length <= 3 || /--ALL--/i.test(groups) ? null : namesIn(groups);
}

function toPerson(row: Row, group: Row): AdminUser {
  return {
    user: text(row["user"]),
    fullName: text(row["full_name"]) || text(row["user"]),
    level: Number(row["user_level"] ?? 0),
    group: text(row["user_group"]),
    rights: adminRightsOf(row),
    allowedCampaigns: namesIn(text(group["allowed_campaigns"])),
    viewableGroups: viewableGroupsIn(text(group["admin_viewable_groups"])),
    ...privacyIn(row),
    language: text(row["selected_language"]),
    isInQualityControl: text(row["qc_enabled"]) === "1",
    mustChangePassword: row["force_change_password"] === "Y",
    homeUrl: text(group["admin_home_url"]),
  };
}

function toAccount(row: Row, group: Row): Account {
  const seconds = row["dearchive_seconds"];
  return {
    user: text(row["user"]),
    active: row["active"] === "Y",
    level: Number(row["user_level"] ?? 0),
    isApiOnly: text(row["api_only_user"]) === "1",
    password: text(row["pass"]),
    passwordHash: text(row["pass_hash"]),
    failedLogins: Number(row["failed_login_count"] ?? 0),
    secondsSinceLogin: seconds === null ? null : Number(seconds),
    lastAddress: text(row["last_ip"]),
    ignoresIpLists: text(row["ignore_ip_list"]) === "1",
    adminIpList: text(group["admin_ip_list"]),
    skipsTwoFactors: row["two_factor_override"] === "DISABLED",
    person: toPerson(row, group),
  };
}

/** Longer than the column, so that no user has this name. */
const NO_USER = "-".repeat(40);
/** Stands in for an unknown account: every step of a sign-in works with it and changes nothing. */
export const NOBODY: Account = toAccount({ user: NO_USER, dearchive_seconds: null }, {});

/** Reads whole accounts, so that a column missing in older schemas is no error. Index: the unique index on `user`. */
export function createAccounts(db: Knex, vicidialDatabase: string) {
  return {
    /** Returns the name in Vicidial's spelling: its tables ignore case, and some ignore accents. */
    async properName(name: string): Promise<string | undefined> {
      const row = await db
        .from(`${vicidialDatabase}.vicidial_users`)
        .where("user", name)
        .first<{ user: string } | undefined>("user")
        .catch(noneIfUnwritable);
      return row?.user;
    },

    /** Whether Vicidial accepts a password that is stored in clear; its SQL compares by the column's collation. */
    async takesPassword(name: string, password: string): Promise<boolean> {
      const row = await db
        .from(`${vicidialDatabase}.vicidial_users`)
        .where({ user: name, pass: password })
        .whereNot("pass", "")
        .first("user")
        .catch(noneIfUnwritable);
      return row !== undefined;
    },

    /** Returns an account by name. Does the same work for an unknown name, so that the time does not reveal users. */
    async find(name: string, now: Date): Promise<Account | undefined> {
      const utc = toUtcText(now);
      const rows = await queryRows<Row>(
        db,
        `SELECT *, TIMESTAMPDIFF(SECOND, last_login_date, ${LOCAL_TIME}) AS dearchive_seconds
         FROM ??.vicidial_users WHERE user = ?`,
        [utc, utc, vicidialDatabase, name],
      );
      const row = rows[0];
      const group = await db
        .from(`${vicidialDatabase}.vicidial_user_groups`)
        .where("user_group", text(row?.["user_group"]))
        .first<Row | undefined>("*");
      return row && toAccount(row, group ?? {});
    },
  };
}

export type Accounts = ReturnType<typeof createAccounts>;
