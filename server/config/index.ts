import { resolve } from "node:path";
import {
  type CustomerFile,
  DEFAULT_CONF,
  DEFAULT_CUSTOMER,
  listCustomers,
  readAstguiclientConf,
} from "./astguiclientConf.ts";
import { type DatabaseTls, readDatabaseTls } from "./databaseTls.ts";
import {
  type LOG_LEVELS,
  listOf,
  type OwnSettings,
  ownSettings,
  type VicidialSettings,
  vicidialSettings,
} from "./environment.ts";
import { checkSettings } from "./validationErrors.ts";

/** A way into a database server. */
export interface DatabaseAccount {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** How the connection is encrypted; left out where it is not. */
  readonly ssl?: DatabaseTls;
}

/** A customer is a name and a Vicidial database. */
export interface CustomerConfig {
  readonly name: string;
  /** The account that the plugin runs with: Vicidial's own, without CREATE. */
  readonly account: DatabaseAccount;
  /** The account that migrations run with: it may CREATE and ALTER. */
  readonly migrationAccount: DatabaseAccount;
  /** The database that holds Vicidial's tables. */
  readonly vicidialDatabase: string;
  /** The database, on the same server, that holds the plugin's own tables. */
  readonly ownDatabase: string;
  /** Child tables whose foreign keys may delete or change rows together with a moved lead. */
  readonly childTables: readonly string[];
  /** PATHweb: below it lies Vicidial's own program for hashing passwords. */
  readonly webFolder: string;
}

/** Everything that can be set, read and checked once at the start. */
export interface Config {
  readonly listen: { readonly host: string; readonly port: number };
  /** The first is the default one; its database also keeps every customer's keys and office hours. */
  readonly customers: readonly [CustomerConfig, ...CustomerConfig[]];
  /**
   * Whether there is one Vicidial for everybody: a customer is then no more than a name, which a key and a path must
   * agree on. With several, a customer that is not configured has none.
   */
  readonly sharesDatabase: boolean;
  /** Connections to each customer's database. */
  readonly poolSize: number;
  /** How long a statement waits for a lock before the call is tried again or refused. */
  readonly lockWaitSeconds: number;
  readonly bodyLimitBytes: number;
  /** Addresses and ranges of the proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
  readonly logLevel: (typeof LOG_LEVELS)[number];
}

/** Vicidial's `custom` may make tables; where another account is named, its password is its own. */
function migrationLogin(from: VicidialSettings, own: OwnSettings): { user: string; password: string } {
  if (own.DEARCHIVE_MIGRATION_USER) {
    return { user: own.DEARCHIVE_MIGRATION_USER, password: own.DEARCHIVE_MIGRATION_PASSWORD ?? "" };
  }
  return from.VARDB_custom_user
    ? { user: from.VARDB_custom_user, password: from.VARDB_custom_pass ?? "" }
    : { user: from.VARDB_user, password: from.VARDB_pass };
}

function toCustomer(name: string, from: VicidialSettings, own: OwnSettings): CustomerConfig {
  const tls = { mode: own.DEARCHIVE_DATABASE_TLS, caFile: own.DEARCHIVE_DATABASE_CA };
  const ssl = readDatabaseTls(tls, from.VARDB_server);
  const server = { host: from.VARDB_server, port: from.VARDB_port, ...(ssl && { ssl }) };
  return {
    name,
    account: { ...server, user: from.VARDB_user, password: from.VARDB_pass },
    migrationAccount: { ...server, ...migrationLogin(from, own) },
    vicidialDatabase: from.VARDB_database,
    ownDatabase: own.DEARCHIVE_DATABASE ?? from.VARDB_database,
    childTables: listOf(own.DEARCHIVE_CHILD_TABLES),
    webFolder: from.PATHweb,
  };
}

/** The files that the configuration is read from: the default customer's, and each further customer's. */
export interface ConfigFiles {
  readonly conf: string;
  readonly customers: readonly CustomerFile[];
}

/**
 * Names the files that `readConfig` reads.
 *
 * @throws ConfigError where the customers' folder cannot be read
 */
export function listConfigFiles(environment: NodeJS.ProcessEnv = process.env): ConfigFiles {
  const folder = environment["DEARCHIVE_CUSTOMERS"];
  return {
    conf: resolve(environment["DEARCHIVE_CONF"] || DEFAULT_CONF),
    customers: folder ? listCustomers(resolve(folder)) : [],
  };
}

function furtherCustomers(own: OwnSettings): readonly CustomerConfig[] {
  const files = own.DEARCHIVE_CUSTOMERS === undefined ? [] : listCustomers(own.DEARCHIVE_CUSTOMERS);
  return files.map(({ name, conf }) =>
    toCustomer(name, checkSettings(vicidialSettings, readAstguiclientConf(conf), conf), own),
  );
}

/**
 * Reads and checks the whole configuration.
 *
 * @param environment the process's environment, or a stand-in
 * @throws ConfigError naming each wrong key, what was found and what is wanted
 */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const conf = environment["DEARCHIVE_CONF"] || DEFAULT_CONF;
  const set = Object.entries(environment).filter(([key, value]) => key.startsWith("DEARCHIVE_") && value);
  const found = { ...readAstguiclientConf(conf), ...Object.fromEntries(set) };
  const own = checkSettings({ ...vicidialSettings, ...ownSettings }, found, conf);
  return Object.freeze({
    listen: { host: own.DEARCHIVE_HOST, port: own.DEARCHIVE_PORT },
    customers: [toCustomer(DEFAULT_CUSTOMER, own, own), ...furtherCustomers(own)] as const,
    sharesDatabase: own.DEARCHIVE_CUSTOMERS === undefined,
    poolSize: own.DEARCHIVE_POOL_SIZE,
    lockWaitSeconds: own.DEARCHIVE_LOCK_WAIT,
    bodyLimitBytes: own.DEARCHIVE_BODY_LIMIT,
    trustedProxies: listOf(own.DEARCHIVE_TRUSTED_PROXIES),
    logLevel: own.DEARCHIVE_LOG_LEVEL,
  });
}

export { DEFAULT_CUSTOMER, parseAstguiclientConf } from "./astguiclientConf.ts";
export { ConfigError } from "./configError.ts";
