import type Koa from "koa";
import type { Logger } from "pino";
import { homeStores } from "./admin/shell/stores.ts";
import { createBodyReader } from "./api/moveRequest.ts";
import { runBodyLimit } from "./api/runs/index.ts";
import { createApp } from "./app.ts";
import { type Config, readConfig } from "./config/index.ts";
import { readManifest } from "./config/manifest.ts";
import { type Customers, openCustomers } from "./customers.ts";
import { connect } from "./db/connect.ts";
import { EVERY_CUSTOMER } from "./db/customerScope.ts";
import { describeFailure } from "./db/databaseErrors.ts";
import { createSharedSecret } from "./db/sharedSecret.ts";
import { createUntrustedProxyStore } from "./db/untrustedProxy.ts";
import { createHoursStore } from "./hours/hoursStore.ts";
import { createOfficeHoursGate } from "./hours/officeHours.ts";
import { observeProxies } from "./http/clientAddress.ts";
import { createAuthenticator } from "./keys/authenticate.ts";
import { createKeyStore } from "./keys/keyStore.ts";
import { createRateLimiter } from "./keys/rateLimit.ts";
import { startRequestRecorder } from "./keys/requestRecorder.ts";
import { addressSet } from "./lib/addressRanges.ts";
import { createLogger } from "./lib/log.ts";
import { checkHealth } from "./ops/health.ts";
import { createMetrics } from "./ops/metrics.ts";
import { createCallTimes } from "./vicidial/callTimes.ts";

export interface PluginOptions {
  /** Default: read from the environment and astguiclient.conf. */
  readonly config?: Config;
  readonly logger?: Logger;
  /** Default: the system's clock. */
  readonly clock?: () => Date;
}

export interface Plugin {
  /** Mount it with koa-mount before any body parser of the host, or run it alone. */
  readonly app: Koa;
  /** Ends streamed answers, which would otherwise never finish. Call it before you wait for requests to finish. */
  endStreams(): void;
  /** Waits for running requests, then closes the database connections. Stop accepting requests first. */
  close(): Promise<void>;
}

/** Queries for keys and hours take milliseconds, so a few connections serve many requests. */
const HOME_POOL_SIZE = 6;

/**
 * Creates the plugin and starts its background work, such as finishing batches of dead instances. Starts without a database,
 * too, and serves requests once it is reachable.
 *
 * @throws ConfigError if `config` is left out and the configuration is invalid
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
  const metrics = createMetrics(customers.connectionsInUse);
  const requests = startRequestRecorder({
    db: side,
    days: config.requestLogDays,
    clock,
    onMissing(missing) {
      metrics.countMissingRequests(missing);
      logger.warn({ missing }, "requests are missing in the request log");
    },
    onFailure: (error) => logger.warn(describeFailure(error), "writing the request log failed"),
  });
  const { app, drained } = createApp({
    ...common,
    requests: config.requestLogDays > 0 ? requests : undefined,
    admin: {
      ...common,
      pageSecret: createSharedSecret(side, "page_secret"),
      ending: ending.signal,
      bodyLimitBytes: config.bodyLimitBytes,
      requestLogDays: config.requestLogDays,
      webhookAddresses: addressSet(config.webhooks.allowedAddresses),
      homeStores: (scope) => homeStores(side, sideCallTimesOf, scope),
      customers: customers.all,
      sharesDatabase: config.sharesDatabase,
    },
    authenticate: createAuthenticator({
      keys: createKeyStore(home, EVERY_CUSTOMER),
      findCustomer: customers.find,
    }),
    metrics,
    checkHealth: () => checkHealth(home, customers.all),
    limiter: createRateLimiter(home),
    gate,
    readBody: createBodyReader(config.bodyLimitBytes),
    readRunBody: createBodyReader(runBodyLimit(config.bodyLimitBytes)),
    onLogFailure: (error) =>
      logger.error(describeFailure(error), "could not write a change to Vicidial's admin log"),
    observeProxies: observeProxies({
      ...common,
      note: createUntrustedProxyStore(side).note,
      onFailure: (error) => logger.warn(describeFailure(error), "could not note an untrusted proxy"),
    }),
  });

  return {
    app,
    endStreams: () => ending.abort(),
    async close() {
      ending.abort();
      await drained();
      await requests.stop();
      await customers.close();
      await home.destroy();
    },
  };
}

export { type Config, ConfigError, readConfig } from "./config/index.ts";
