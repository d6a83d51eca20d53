import type { Knex } from "knex";
import type { HashSettings } from "./bcrypt/index.ts";
import { type LeadLabels, leadLabelsIn } from "./leadLabels.ts";

/** Settings of the look of Vicidial's administration. A missing column means that the feature is off. */
export interface LookSettings {
  /** Id of the screen colors. */
  readonly colorsId: string;
  /** Folder of Vicidial's administration, below the web root. */
  readonly webDirectory: string;
  /** Address of the Home link, relative to the web directory. A user group may have its own. */
  readonly homeUrl: string;
  /** Whether outbound calls are on. Otherwise the menu has no lists and filters. */
  readonly dialsOut: boolean;
  readonly hasQualityControl: boolean;
  /** Whether every administrator is sent to the initial setup first. */
  readonly isFirstLogin: boolean;
  readonly hasLanguages: boolean;
  /** Whether phrases are looked up in the database, which is the only method that Vicidial has. */
  readonly translates: boolean;
  readonly defaultLanguage: string;
  readonly labels: LeadLabels;
}

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
  readonly look: LookSettings;
}

type Row = Readonly<Record<string, unknown>>;

function text(value: unknown): string {
  return value === null || value === undefined ? "" : String(value);
}

function isPositive(value: unknown): boolean {
  return Number(text(value)) > 0;
}

/** Reads the settings of the look from a row of `system_settings`; an empty row has the stock look. */
export function lookIn(row: Row): LookSettings {
  const hasLanguages = isPositive(row["enable_languages"]);
  return {
    colorsId: text(row["admin_screen_colors"]),
    webDirectory: text(row["admin_web_directory"]) || "vicidial",
    homeUrl: text(row["admin_home_url"]),
    dialsOut: isPositive(row["outbound_autodial_active"] ?? "1"),
    hasQualityControl: isPositive(row["qc_features_active"]),
    isFirstLogin: row["first_login_trigger"] === "Y",
    hasLanguages,
    translates: hasLanguages && row["language_method"] === "MYSQL",
    defaultLanguage: text(row["default_language"]),
    labels: leadLabelsIn(row),
  };
}

/** Reads the single row of `system_settings`. Selects all columns, because older schemas lack some. */
export function createSystemSettings(db: Knex, vicidialDatabase: string) {
  return async function readSystemSettings(): Promise<SystemSettings> {
    const row = (await db.from(`${vicidialDatabase}.system_settings`).first<Row | undefined>("*")) ?? {};
    const container = text(row["two_factor_container"]);
    return {
      hashesPasswords: isPositive(row["pass_hash_enabled"]),
      hashing: { key: text(row["pass_key"]), cost: Number(text(row["pass_cost"])) },
      keepsEveryScript: isPositive(row["use_non_latin"]),
      usesIpLists: isPositive(row["allow_ip_lists"]),
      blacklist: text(row["system_ip_blacklist"]),
      wantsTwoFactors:
        isPositive(row["two_factor_auth_hours"]) && container !== "" && container !== "---DISABLED---",
      look: lookIn(row),
    };
  };
}

export type ReadSystemSettings = ReturnType<typeof createSystemSettings>;
