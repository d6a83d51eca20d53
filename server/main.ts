import { type Config, ConfigError, type CustomerConfig, readConfig } from "./config/index.ts";
import { connect } from "./db/connect.ts";
import { describeFailure, isUnreachable } from "./db/databaseErrors.ts";
import { pendingMigrations } from "./db/migrations.ts";
import { examineRuntime } from "./doctor/runtimeChecks.ts";
import { createPlugin } from "./index.ts";
import { createLogger } from "./lib/log.ts";
import { closeOnSignal } from "./lib/shutdown.ts";
import { listen } from "./listen.ts";

async function requireMigrated(customer: CustomerConfig, config: Config): Promise<void> {
  const db = connect({ ...config, account: customer.account, database: customer.ownDatabase });
  const pending = await pendingMigrations(db).finally(() => db.destroy());
  if (pending.length === 0) return;
  const names = pending.join(", ");
  throw new ConfigError(
    `own tables of customer "${customer.name}" are missing or old (${names}): run  vicidial-dearchive migrate`,
  );
}

/** Runs the plugin as a server of its own, behind the Apache that serves Vicidial. */
async function main(): Promise<void> {
  const config = readConfig();
  const logger = createLogger(config.logLevel);
  for (const { level, message } of examineRuntime(process.version, new Date()))
    if (level !== "ok") logger.warn({ node: process.version }, message);
  const [home, ...others] = config.customers;
  await requireMigrated(home, config);
  // In parallel, so that the unreachable database of one customer does not delay the others.
  await Promise.all(
    others.map((customer) =>
      requireMigrated(customer, config).catch((error: unknown) => {
        if (!isUnreachable(error)) throw error;
        logger.warn({ customer: customer.name, ...describeFailure(error) }, "database cannot be reached yet");
      }),
    ),
  );
  const plugin = createPlugin({ config, logger });
  const running = await listen(plugin, config.listen).catch(async (error: NodeJS.ErrnoException) => {
    await plugin.close();
    const { host, port } = config.listen;
    // Without the cause: a port that is in use must not be reported as a database error.
    throw new ConfigError(`cannot listen on ${host}:${port} (${error.code ?? error.message})`);
  });
  logger.info({ host: running.host, port: running.port }, "listening");
  closeOnSignal(async () => {
    logger.info("ending: running moves finish, new connections are refused");
    await running.close();
  });
}

main().catch((error: unknown) => {
  const facts = describeFailure(error);
  const reason =
    error instanceof ConfigError || !("db_code" in facts) ? String(error) : `database: ${facts["db_code"]}`;
  process.stderr.write(`vicidial-dearchive could not start. ${reason}\n`);
  process.exitCode = 1;
});
