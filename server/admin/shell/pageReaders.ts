import type { Knex } from "knex";
import type { CustomerConfig } from "../../config/index.ts";
import { readManifest } from "../../config/manifest.ts";
import { type ConnectOptions, connect } from "../../db/connect.ts";
import type { CustomerScope } from "../../db/customerScope.ts";
import type { ColumnPlans } from "../../leads/tables/columnPlanCache.ts";
import { startRepeating } from "../../lib/repeat.ts";
import { createAdminLook } from "../../vicidial/adminLook.ts";
import { createLanguages } from "../../vicidial/languages.ts";
import { createSecondaryAddress } from "../../vicidial/secondaryAddress.ts";
import { createSecondary } from "./secondary.ts";
import { customerStores } from "./stores.ts";

export interface PageReadersOptions {
  readonly customer: CustomerConfig;
  readonly scope: CustomerScope;
  readonly plans: ColumnPlans;
  /** The pool of pages. */
  readonly side: Knex;
  /** How that pool was opened. */
  readonly target: ConnectOptions;
  readonly onFailure: (error: unknown) => void;
}

/** How often the time is written that shows how far behind the secondary server is. */
const BEAT_EVERY_MS = 5_000;

/** Opens what the pages of a customer read. `close` stops what runs in the background. */
export function openPageReaders({ customer, scope, plans, side, target, onFailure }: PageReadersOptions) {
  const { vicidialDatabase, childTables, webFolder } = customer;
  const secondary = createSecondary({
    primary: side,
    findAddress: createSecondaryAddress(side, vicidialDatabase, readManifest().menu.reportName),
    open: (address) => connect({ ...target, account: { ...target.account, ...address }, readOnly: true }),
    // Column plans belong to one server.
    storesOf: (db) => customerStores(db, vicidialDatabase, scope, childTables),
  });
  const beating = startRepeating(BEAT_EVERY_MS, secondary.beat, onFailure);
  return {
    stores: customerStores(side, vicidialDatabase, scope, childTables, plans),
    secondary,
    readLook: createAdminLook(side, vicidialDatabase, webFolder),
    readLanguage: createLanguages(side, vicidialDatabase),
    async closeReaders(): Promise<void> {
      await beating.stop();
      await secondary.close();
    },
  };
}
