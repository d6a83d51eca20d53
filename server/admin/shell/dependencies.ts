import type { BlockList } from "node:net";
import type { Knex } from "knex";
import type { Logger } from "pino";
import type { Manifest } from "../../config/manifest.ts";
import type { CustomerScope } from "../../db/customerScope.ts";
import type { SharedSecret } from "../../db/sharedSecret.ts";
import type { Mover } from "../../leads/move/index.ts";
import type { WriteAdminLog } from "../../vicidial/adminLog.ts";
import type { Lists } from "../../vicidial/lists.ts";
import type { ReadScreenColors } from "../../vicidial/screenColors.ts";
import type { SignIn } from "../../vicidial/signIn.ts";
import type { Users } from "../../vicidial/users.ts";
import type { CustomerStores, HomeStores } from "./stores.ts";

/** A customer as the pages know it. */
export interface AdminCustomer {
  readonly name: string;
  /** Whether it is the default one, whose database keeps every customer's keys and office hours. */
  readonly isHome: boolean;
  /** Whose rows its pages show, in tables that several customers may share. */
  readonly scope: CustomerScope;
  readonly vicidialDatabase: string;
  /** Child tables that may change with the leads. */
  readonly childTables: readonly string[];
  readonly ownDatabase: string;
  /** A pool of the pages' own: a slow page takes no connection from the API. */
  readonly side: Knex;
  readonly users: Users;
  readonly lists: Lists;
  readonly mover: Mover;
  readonly stores: CustomerStores;
  /** Has new runs looked at now, and not a second later. */
  readonly wakeRuns: () => void;
  readonly signIn: SignIn;
  readonly readColors: ReadScreenColors;
  readonly writeAdminLog: WriteAdminLog;
}

/** Everything that pages are made of. */
export interface AdminDependencies {
  readonly manifest: Manifest;
  readonly logger: Logger;
  readonly clock: () => Date;
  readonly trustedProxies: BlockList;
  readonly pageSecret: SharedSecret;
  /** Aborted when the server ends: answers that would go on for ever end then. */
  readonly ending: AbortSignal;
  /** Told in the documentation. */
  readonly bodyLimitBytes: number;
  /** Opens the keys and rules of a scope. */
  readonly homeStores: (scope: CustomerScope) => HomeStores;
  /** The customers there are, the default one first. */
  readonly customers: readonly [AdminCustomer, ...AdminCustomer[]];
  /**
   * Whether one Vicidial is everybody's: its admins then see every customer's keys and rules, for a customer is no more
   * than a name.
   */
  readonly sharesDatabase: boolean;
}
