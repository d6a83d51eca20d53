import type { Knex } from "knex";
import type { HashSettings } from "./bcrypt/index.ts";

/** What of Vicidial's settings concerns signing in and looks. A column that an older schema lacks is a feature that is off. */
export interface SystemSettings {
  /** Whether passwords are kept hashed. */
  readonly hashesPasswords: boolean;
  /** `pass_key` and `pass_cost`: what a hash depends on besides the password. */
  readonly hashing: HashSettings;
  /** Whether users and passwords may hold letters of any script (`use_non_latin`). */
  readonly keepsEveryScript: boolean;
  readonly usesIpLists: boolean;
  /** The list of addresses that nobody may come from; empty for none. */
  readonly blacklist: string;
  readonly wantsTwoFactors: boolean;
  /** The id of the screen colours. */
  readonly colors: string;
}

function text(value: unknown): string {
  return value === null || value === undefined ? "" : String(value);
}

function isPositive(value: unknown): boolean {
  return Number(text(value)) > 0;
}

/** Reads the one row of `system_settings`. Every column is asked for, so that none has to be there. */
export function createSystemSettings(db: Knex, vicidialDatabase: string) {
  return async function readSystemSettings(): Promise<SystemSettings> {
    const row =
      (await db
        .from(`${vicidialDatabase}.system_settings`)
        .first<Record<string, unknown> | undefined>("*")) ?? {};
    const container = text(row["two_factor_container"]);
    return {
      hashesPasswords: isPositive(row["pass_hash_enabled"]),
      hashing: { key: text(row["pass_key"]), cost: Number(text(row["pass_cost"])) },
      keepsEveryScript: isPositive(row["use_non_latin"]),
      usesIpLists: isPositive(row["allow_ip_lists"]),
      blacklist: text(row["system_ip_blacklist"]),
      wantsTwoFactors:
        isPositive(row["two_factor_auth_hours"]) && container !== "" && container !== "---DISABLED---",
      colors: text(row["admin_screen_colors"]),
    };
  };
}

export type ReadSystemSettings = ReturnType<typeof createSystemSettings>;
