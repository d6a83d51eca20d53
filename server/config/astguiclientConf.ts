import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ConfigError, reasonOf } from "./configError.ts";

export const DEFAULT_CONF = "/etc/astguiclient.conf";
/** The customer's name if there is only one. */
export const DEFAULT_CUSTOMER = "default";
const CUSTOMER_NAME = /^[A-Za-z0-9_-]{1,64}$/;

/**
 * Parses an astguiclient.conf with one `KEY => value` per line. Strips blanks, tabs and `>`, and treats `#` and `;` as comments, as
 * Vicidial's own scripts do.
 */
export function parseAstguiclientConf(content: string): Record<string, string> {
  const pairs = content
    .split(/\r?\n/)
    .map((line) => line.replace(/[#;].*/, "").replace(/[ \t>]/g, ""))
    .map((line) => /^(VAR\w+|PATH\w+)=(.*)$/.exec(line))
    .flatMap((match) => (match?.[1] === undefined ? [] : [[match[1], match[2] ?? ""] as const]));
  return Object.fromEntries(pairs);
}

/** Many sites let only root and the web server read the file, because it holds passwords. */
function mendFor(reason: string): string {
  return reason === "EACCES" ? ". Run this as root, or as a user of the file's group" : "";
}

/** @throws ConfigError if the file cannot be read */
export function readAstguiclientConf(path: string): Record<string, string> {
  try {
    return parseAstguiclientConf(readFileSync(path, "utf8"));
  } catch (error) {
    const demo =
      path === DEFAULT_CONF ? ". For the demo:  export DEARCHIVE_CONF=.demo/astguiclient.conf" : "";
    throw new ConfigError(
      `DEARCHIVE_CONF: ${path} cannot be read (${reasonOf(error)}); it names Vicidial's configuration file, ${DEFAULT_CONF} unless set${mendFor(reasonOf(error))}${demo}`,
    );
  }
}

/** Configuration file of an additional customer. */
export interface CustomerFile {
  readonly name: string;
  readonly conf: string;
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    const wanted = "it names a folder of NAME.conf files";
    throw new ConfigError(`DEARCHIVE_CUSTOMERS: ${folder} cannot be read (${reasonOf(error)}); ${wanted}`);
  }
}

function refuseOddName({ name, conf }: CustomerFile): void {
  if (name === DEFAULT_CUSTOMER) {
    throw new ConfigError(`${conf}: the customer "${DEFAULT_CUSTOMER}" is the one that DEARCHIVE_CONF names`);
  }
  if (!CUSTOMER_NAME.test(name)) {
    throw new ConfigError(
      `${conf}: a customer's name must have 1 to 64 letters, digits, "_" or "-", found "${name}"`,
    );
  }
}

/** The database compares names case-insensitively: similar names would share a history. */
function refuseLikeNames(customers: readonly CustomerFile[]): void {
  const seen = new Map<string, string>();
  for (const { name, conf } of customers) {
    const other = seen.get(name.toLowerCase());
    if (other !== undefined)
      throw new ConfigError(
        `${conf}: customers need names that differ in more than case, found "${other}" too`,
      );
    seen.set(name.toLowerCase(), name);
  }
}

/**
 * Lists the files NAME.conf of a folder: one customer per file.
 *
 * @throws ConfigError if the folder cannot be read or a name is invalid
 */
export function listCustomers(folder: string): readonly CustomerFile[] {
  const files = filesIn(folder).filter((file) => file.endsWith(".conf"));
  const customers = files
    .sort()
    .map((file) => ({ name: file.slice(0, -".conf".length), conf: join(folder, file) }));
  customers.forEach(refuseOddName);
  refuseLikeNames(customers);
  return customers;
}
