import type { BlockList } from "node:net";
import type { Knex } from "knex";
import type { Logger } from "pino";
import type { Manifest } from "../../config/manifest.ts";
import type { CustomerScope } from "../../db/customerScope.ts";
import type { SharedSecret } from "../../db/sharedSecret.ts";
import type { CheckWatch } from "../../doctor/index.ts";
import type { Mover } from "../../leads/move/index.ts";
import type { WriteAdminLog } from "../../vicidial/adminLog.ts";
import type { ReadAdminLook } from "../../vicidial/adminLook.ts";
import type { ReadLanguage } from "../../vicidial/languages.ts";
import type { Lists } from "../../vicidial/lists.ts";
import type { SignIn } from "../../vicidial/signIn.ts";
import type { Users } from "../../vicidial/users.ts";
import type { Secondary } from "./secondary.ts";
import type { CustomerStores, HomeStores } from "./stores.ts";

/** A customer, with the services its pages use. */
export interface AdminCustomer {
  readonly name: string;
  /** Whether this is the default customer, whose database stores the keys and office hours of all customers. */
  readonly isHome: boolean;
  /** Restricts shared tables to this customer's rows. */
  readonly scope: CustomerScope;
  readonly vicidialDatabase: string;
  /** Child tables that a move may change. */
  readonly childTables: readonly string[];
  readonly ownDatabase: string;
  /** Separate pool for pages, so that a slow page never takes a connection from the API. */
  readonly side: Knex;
  readonly users: Users;
  readonly lists: Lists;
  readonly mover: Mover;
  readonly stores: CustomerStores;
  /** Vicidial's secondary database server, for pages that only show data. */
  readonly secondary: Pick<Secondary, "find" | "giveUp">;
  /** What the signing secrets of its webhooks are derived from. */
  readonly webhookSecret: SharedSecret;
  /** Starts new runs immediately. */
  readonly wakeRuns: () => void;
  readonly signIn: SignIn;
  /** Checks of the customer's database, repeated in the background. */
  readonly checks: CheckWatch;
  readonly readLook: ReadAdminLook;
  readonly readLanguage: ReadLanguage;
  readonly writeAdminLog: WriteAdminLog;
}

/** Dependencies shared by all pages. */
export interface AdminDependencies {
  readonly manifest: Manifest;
  readonly logger: Logger;
  readonly clock: () => Date;
  readonly trustedProxies: BlockList;
  readonly pageSecret: SharedSecret;
  /** Aborted at shutdown; ends responses that would otherwise stay open. */
  readonly ending: AbortSignal;
  /** Shown in the documentation. */
  readonly bodyLimitBytes: number;
  /** Addresses that webhooks may reach although they are not on the public internet. */
  readonly webhookAddresses: BlockList;
  /** Days for which requests are kept; 0 if they are not. */
  readonly requestLogDays: number;
  /** Opens the keys and rules of a scope. */
  readonly homeStores: (scope: CustomerScope) => HomeStores;
  /** All customers, starting with the default one. */
  readonly customers: readonly [AdminCustomer, ...AdminCustomer[]];
  /**
   * Whether all customers share one Vicidial. Its admins then see every customer's keys and rules, because customers are only
   * names.
   */
  readonly sharesDatabase: boolean;
}
