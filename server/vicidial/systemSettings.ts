import type { Knex } from "knex";
import type { HashSettings } from "./bcrypt/index.ts";

/** Vicidial's settings for sign-in and look. A missing column means that the feature is off. */
export interface SystemSettings {
  /** Whether passwords are stored hashed. */
  readonly hashesPasswords: boolean;
  /** `pass_key` and `pass_cost`, which a hash depends on besides the password. */
  readonly hashing: HashSettings;
  /** Whether users and passwords may contain letters of any script (`use_non_latin`). */
  readonly keepsEveryScript: boolean;
  readonly usesIpLists: boolean;
  /** IP list of blocked addresses; empty for none. */
  readonly blacklist: string;
  readonly wantsTwoFactors: boolean;
  /** Id of the screen colors. */
  readonly colors: string;
}

function text(value: unknown): string {
  return value === null || value === undefined ? "" : String(value);
}

function isPositive(value: unknown): boolean {
  return Number(text(value)) > 0;
}

/** Reads the single row of `system_settings`. Selects all columns, because older schemas lack some. */
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
