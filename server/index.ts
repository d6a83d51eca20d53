import type Koa from "koa";
import type { Logger } from "pino";
import { homeStores } from "./admin/shell/stores.ts";
import { createApp } from "./app.ts";
import { type Config, readConfig } from "./config/index.ts";
import { readManifest } from "./config/manifest.ts";
import { type Customers, openCustomers } from "./customers.ts";
import { connect } from "./db/connect.ts";
import { EVERY_CUSTOMER } from "./db/customerScope.ts";
import { createSharedSecret } from "./db/sharedSecret.ts";
import { createHoursStore } from "./hours/hoursStore.ts";
import { createOfficeHoursGate } from "./hours/officeHoursGate.ts";
import { createBodyReader } from "./http/jsonBody.ts";
import { addressSet } from "./keys/allowedAddresses.ts";
import { createAuthenticator } from "./keys/authenticate.ts";
import { createKeyStore } from "./keys/keyStore.ts";
import { createRateLimiter } from "./keys/rateLimit.ts";
import { createInFlight } from "./lib/inFlight.ts";
import { createLogger } from "./lib/log.ts";
import { checkHealth } from "./ops/health.ts";
import { createMetrics } from "./ops/metrics.ts";
import { createCallTimes } from "./vicidial/callTimes.ts";

export interface PluginOptions {
  /** Read from the environment and astguiclient.conf when left out. */
  readonly config?: Config;
  readonly logger?: Logger;
  /** What time it is; the system's clock when left out. */
  readonly clock?: () => Date;
}

export interface Plugin {
  /** The Koa app: mount it with koa-mount before any body parser of the host, or run it alone. */
  readonly app: Koa;
  /** Ends answers that would go on for as long as somebody looks at them. Call it before waiting for calls to end. */
  endStreams(): void;
  /** Waits for running calls to end, then lets go of the databases. Refuse new ones first. */
  close(): Promise<void>;
}

/** Keys and hours are read in a moment: few connections serve many calls, whatever a customer's database does. */
const HOME_POOL_SIZE = 6;

/**
 * Puts the plugin together, and begins at once to finish what a dead instance left open. It starts without a
 * database too: calls are answered as soon as there is one.
 *
 * @throws ConfigError where the configuration is read here and has a mistake
 */
export function createPlugin(options: PluginOptions = {}): Plugin {
  const config = options.config ?? readConfig();
  const logger = options.logger ?? createLogger(config.logLevel);
  const clock = options.clock ?? (() => new Date());

  const [{ account, ownDatabase }] = config.customers;
  const home = connect({ ...config, account, database: ownDatabase, poolSize: HOME_POOL_SIZE });
  const gate = createOfficeHoursGate(
    createHoursStore(home, (name) => customers.find(name)?.callTimes, EVERY_CUSTOMER),
  );
  const customers: Customers = openCustomers({ config, logger, clock, gate });
  const inFlight = createInFlight();
  const ending = new AbortController();
  const common = {
    manifest: readManifest(),
    logger,
    clock,
    trustedProxies: addressSet(config.trustedProxies),
  };
  const [{ side }] = customers.all;
  const sideCallTimesOf = (name: string) => {
    const customer = customers.find(name);
    return customer && createCallTimes(customer.side, customer.vicidialDatabase);
  };
  const app = createApp(
    {
      ...common,
      admin: {
        ...common,
        pageSecret: createSharedSecret(side, "page_secret"),
        ending: ending.signal,
        bodyLimitBytes: config.bodyLimitBytes,
        homeStores: (scope) => homeStores(side, sideCallTimesOf, scope),
        customers: customers.all,
        sharesDatabase: config.sharesDatabase,
      },
      authenticate: createAuthenticator({
        keys: createKeyStore(home, EVERY_CUSTOMER),
        findCustomer: customers.find,
      }),
      metrics: createMetrics(customers.connectionsInUse),
      checkHealth: () => checkHealth(home, customers.all),
      limiter: createRateLimiter(home),
      gate,
      readBody: createBodyReader(config.bodyLimitBytes),
    },
    inFlight,
  );

  return {
    app,
    endStreams: () => ending.abort(),
    async close() {
      ending.abort();
      await inFlight.drained();
      await customers.close();
      await home.destroy();
    },
  };
}

export { type Config, ConfigError, readConfig } from "./config/index.ts";
