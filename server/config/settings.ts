import * as yup from "yup";
import { readRange } from "./ranges.ts";

/** Every setting there is, with its form and its default. */

const MAX_PORT = 65_535;
export const LOG_LEVELS = ["silent", "error", "warn", "info", "debug"] as const;

function wholeNumber(min: number, max: number, unit = "") {
  const wanted = `wants a whole number from ${min} to ${max}${unit}`;
  return yup
    .number()
    .transform((value, original) => (original === "" ? undefined : value))
    .typeError(wanted)
    .integer(wanted)
    .min(min, wanted)
    .max(max, wanted);
}

const text = (wanted: string) => yup.string().required(`is missing: ${wanted}`);

/** The items of a list with commas or blanks between. */
export function listOf(value: string): readonly string[] {
  return value.split(/[\s,]+/).filter((item) => item !== "");
}

/** What an astguiclient.conf says. */
export const vicidialSettings = yup.object({
  VARDB_server: text("the database server's address").default("localhost"),
  VARDB_port: wholeNumber(1, MAX_PORT).default(3306),
  VARDB_database: text("the name of Vicidial's database").default("asterisk"),
  VARDB_user: text("the database user that Vicidial runs with"),
  VARDB_pass: yup.string().default(""),
  VARDB_custom_user: yup.string(),
  VARDB_custom_pass: yup.string(),
  PATHweb: yup.string().default("/usr/local/apache2/htdocs"),
});

/** What the environment says. */
export const ownSettings = yup.object({
  DEARCHIVE_HOST: text("the address to listen on").default("127.0.0.1"),
  DEARCHIVE_PORT: wholeNumber(0, MAX_PORT).default(8470),
  DEARCHIVE_CUSTOMERS: yup.string(),
  DEARCHIVE_DATABASE: yup.string(),
  DEARCHIVE_MIGRATION_USER: yup.string(),
  DEARCHIVE_MIGRATION_PASSWORD: yup.string(),
  DEARCHIVE_POOL_SIZE: wholeNumber(2, 200, " connections").default(12),
  DEARCHIVE_LOCK_WAIT: wholeNumber(1, 60, " seconds").default(4),
  DEARCHIVE_BODY_LIMIT: wholeNumber(1024, 64 * 1024 * 1024, " bytes").default(128 * 1024),
  DEARCHIVE_TRUSTED_PROXIES: yup
    .string()
    .default("")
    .test("ranges", "wants addresses or ranges such as 127.0.0.1, 10.0.0.0/8", (value) =>
      listOf(value).every((range) => readRange(range) !== undefined),
    ),
  DEARCHIVE_LOG_LEVEL: yup
    .string()
    .oneOf(LOG_LEVELS, `wants one of ${LOG_LEVELS.join(", ")}`)
    .default("info"),
});

export type VicidialSettings = yup.InferType<typeof vicidialSettings>;
export type OwnSettings = yup.InferType<typeof ownSettings>;
