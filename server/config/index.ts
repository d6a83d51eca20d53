import { resolve } from "node:path";
import {
  type CustomerFile,
  DEFAULT_CONF,
  DEFAULT_CUSTOMER,
  listCustomers,
  readAstguiclientConf,
} from "./astguiclientConf.ts";
import { type DatabaseTls, readAuthorities, readDatabaseTls } from "./databaseTls.ts";
import {
  type LOG_LEVELS,
  listOf,
  type OwnSettings,
  ownSettings,
  type VicidialSettings,
  vicidialSettings,
} from "./environment.ts";
import { checkSettings } from "./validationErrors.ts";

/** Credentials for a database server. */
export interface DatabaseAccount {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** TLS options; omitted if the connection is not encrypted. */
  readonly ssl?: DatabaseTls;
}

/** A customer with its Vicidial database. */
export interface CustomerConfig {
  readonly name: string;
  /** The account that runs the plugin: Vicidial's own, without CREATE. */
  readonly account: DatabaseAccount;
  /** The account that runs migrations: it may CREATE and ALTER. */
  readonly migrationAccount: DatabaseAccount;
  /** The database with Vicidial's tables. */
  readonly vicidialDatabase: string;
  /** The database with the plugin's own tables, on the same server. */
  readonly ownDatabase: string;
  /** Child tables whose rows may be changed or deleted with a moved lead. */
  readonly childTables: readonly string[];
  /** PATHweb, the web root, which holds the folder of Vicidial's administration. */
  readonly webFolder: string;
  /** VARserver_ip, the address of this Vicidial server. */
  readonly serverIp?: string;
}

/** Where webhooks may be sent. */
export interface WebhookSettings {
  /** Addresses and ranges that are allowed although they are not on the public internet. */
  readonly allowedAddresses: readonly string[];
  /** Certificates of an authority to trust besides Node's own, in PEM form. */
  readonly ca?: string;
}

/** All settings, read and validated once at startup. */
export interface Config {
  readonly listen: { readonly host: string; readonly port: number };
  /** The first is the default one. Its database also holds the keys and office hours of all customers. */
  readonly customers: readonly [CustomerConfig, ...CustomerConfig[]];
  /**
   * Whether one Vicidial serves all customers. A customer is then only a name, which must match between key and path. Otherwise
   * every customer must be configured.
   */
  readonly sharesDatabase: boolean;
  /** Number of connections to each customer's database. */
  readonly poolSize: number;
  /** How long (s) a statement waits for a lock before the request is retried or refused. */
  readonly lockWaitSeconds: number;
  readonly bodyLimitBytes: number;
  /** Days for which the requests of each key are kept; 0 to keep none. */
  readonly requestLogDays: number;
  /** Addresses and ranges of proxies whose X-Forwarded-For is trusted. */
  readonly trustedProxies: readonly string[];
  readonly webhooks: WebhookSettings;
  readonly logLevel: (typeof LOG_LEVELS)[number];
}

/** Uses Vicidial's `custom` account, which may create tables, unless another account is configured. */
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
    ...(from.VARserver_ip && { serverIp: from.VARserver_ip }),
  };
}

/** Configuration files: of the default customer, and of each additional customer. */
export interface ConfigFiles {
  readonly conf: string;
  readonly customers: readonly CustomerFile[];
}

/**
 * Returns the paths of the files that `readConfig` reads.
 *
 * @throws ConfigError if the customers' folder cannot be read
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
 * Reads and validates the whole configuration.
 *
 * @param environment the process environment, or a substitute
 * @throws ConfigError naming each invalid key, its value and the expected format
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
    requestLogDays: own.DEARCHIVE_REQUEST_LOG_DAYS,
    trustedProxies: listOf(own.DEARCHIVE_TRUSTED_PROXIES),
    webhooks: {
      allowedAddresses: listOf(own.DEARCHIVE_WEBHOOK_ADDRESSES),
      ...(own.DEARCHIVE_WEBHOOK_CA !== undefined && {
        ca: readAuthorities("DEARCHIVE_WEBHOOK_CA", own.DEARCHIVE_WEBHOOK_CA, "the receivers'"),
      }),
    },
    logLevel: own.DEARCHIVE_LOG_LEVEL,
  });
}

export { DEFAULT_CUSTOMER, parseAstguiclientConf } from "./astguiclientConf.ts";
export { ConfigError } from "./configError.ts";
