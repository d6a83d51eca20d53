import { readRange } from "../lib/addressRanges.ts";
import { TLS_MODES, type TlsMode } from "./databaseTls.ts";
import type { Setting, Values } from "./validationErrors.ts";

/** All settings with their formats and defaults. */

const MAX_PORT = 65_535;
export const LOG_LEVELS = ["silent", "error", "warn", "info", "debug"] as const;
type LogLevel = (typeof LOG_LEVELS)[number];

function wholeNumber(fallback: number, min: number, max: number, unit = ""): Setting<number> {
  return (text) => {
    if (text === undefined || text === "") return { value: fallback };
    const value = Number(text);
    return Number.isInteger(value) && value >= min && value <= max
      ? { value }
      : { mistake: `must be a whole number from ${min} to ${max}${unit}` };
  };
}

/** A text that must not be empty. Required if there is no fallback. */
function text(wanted: string, fallback?: string): Setting<string> {
  return (found = fallback) => (found ? { value: found } : { mistake: `is missing: ${wanted}` });
}

function textOr(fallback: string): Setting<string> {
  return (found = fallback) => ({ value: found });
}

const optionalText: Setting<string | undefined> = (value) => ({ value });

/** Splits a list at commas and blanks. */
export function listOf(value: string): readonly string[] {
  return value.split(/[\s,]+/).filter((item) => item !== "");
}

const ranges: Setting<string> = (value = "") =>
  listOf(value).every((range) => readRange(range) !== undefined)
    ? { value }
    : { mistake: "must be addresses or ranges such as 127.0.0.1, 10.0.0.0/8" };

const tableNames: Setting<string> = (value = "") =>
  listOf(value).every((name) => /^[\w$]+(\.[\w$]+)?$/.test(name))
    ? { value }
    : { mistake: "must be table names such as lead_notes, other_database.lead_notes" };

const logLevel: Setting<LogLevel> = (found = "info") => {
  const value = LOG_LEVELS.find((level) => level === found);
  return value ? { value } : { mistake: `must be one of ${LOG_LEVELS.join(", ")}` };
};

const tlsMode: Setting<TlsMode | undefined> = (found) => {
  const value = TLS_MODES.find((mode) => mode === found);
  return value || found === undefined ? { value } : { mistake: `must be one of ${TLS_MODES.join(", ")}` };
};

/** Settings from astguiclient.conf. */
export const vicidialSettings = {
  VARDB_server: text("the database server's address", "localhost"),
  VARDB_port: wholeNumber(3306, 1, MAX_PORT),
  VARDB_database: text("the name of Vicidial's database", "asterisk"),
  VARDB_user: text("the database user that Vicidial runs with"),
  VARDB_pass: textOr(""),
  VARDB_custom_user: optionalText,
  VARDB_custom_pass: optionalText,
  VARserver_ip: optionalText,
  PATHweb: textOr("/usr/local/apache2/htdocs"),
};

/** Settings from the environment. */
export const ownSettings = {
  DEARCHIVE_HOST: text("the address to listen on", "127.0.0.1"),
  DEARCHIVE_PORT: wholeNumber(8470, 0, MAX_PORT),
  DEARCHIVE_CUSTOMERS: optionalText,
  DEARCHIVE_DATABASE: optionalText,
  DEARCHIVE_DATABASE_TLS: tlsMode,
  DEARCHIVE_DATABASE_CA: optionalText,
  DEARCHIVE_MIGRATION_USER: optionalText,
  DEARCHIVE_MIGRATION_PASSWORD: optionalText,
  DEARCHIVE_POOL_SIZE: wholeNumber(12, 2, 200, " connections"),
  DEARCHIVE_LOCK_WAIT: wholeNumber(4, 1, 60, " seconds"),
  DEARCHIVE_BODY_LIMIT: wholeNumber(128 * 1024, 1024, 64 * 1024 * 1024, " bytes"),
  DEARCHIVE_REQUEST_LOG_DAYS: wholeNumber(30, 0, 3650, " days"),
  DEARCHIVE_TRUSTED_PROXIES: ranges,
  DEARCHIVE_WEBHOOK_ADDRESSES: ranges,
  DEARCHIVE_WEBHOOK_CA: optionalText,
  DEARCHIVE_CHILD_TABLES: tableNames,
  DEARCHIVE_LOG_LEVEL: logLevel,
};

export type VicidialSettings = Values<typeof vicidialSettings>;
export type OwnSettings = Values<typeof ownSettings>;
