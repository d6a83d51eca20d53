import { mayDrop } from "../db/migrationAccounts.ts";
import { migrateDown, migrateUp } from "../db/migrations.ts";
import { migratingEachCustomer, type RefusedCustomer } from "./customerAccess.ts";
import { printJson, say } from "./output.ts";
import { UsageError } from "./usageError.ts";

interface MigrateOptions {
  readonly down?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

function reportFailed(failed: readonly RefusedCustomer[]): void {
  for (const { customer, reason } of failed) process.stderr.write(`customer "${customer}": ${reason}\n`);
  if (failed.length > 0) process.exitCode = 1;
}

async function dropTables(json?: boolean): Promise<void> {
  const { failed } = await migratingEachCustomer(async (accounts, { migrationAccount: { user } }) => {
    if (!(await mayDrop(accounts.ddl))) {
      throw new Error(
        `"${user}" lacks the DROP right, so nothing was changed. Set DEARCHIVE_MIGRATION_USER and DEARCHIVE_MIGRATION_PASSWORD to an account that has it`,
      );
    }
    await migrateDown(accounts);
  });
  reportFailed(failed);
  if (json) return printJson(failed.length === 0 ? { dropped: true } : { dropped: false, failed });
  if (failed.length > 0) return say("The plugin's own tables of all other customers were dropped.");
  say("The plugin's own tables were dropped. Vicidial's tables were not changed.");
}

async function updateTables(json?: boolean): Promise<void> {
  const { results, failed } = await migratingEachCustomer(migrateUp);
  const done = results.flat();
  reportFailed(failed);
  if (json) return printJson({ migrations: done, ...(failed.length > 0 && { failed }) });
  say(done.length === 0 ? "The plugin's tables are up to date." : `Done: ${done.join(", ")}.`);
}

/** Runs `migrate`. */
export async function migrate({ down, yes, json }: MigrateOptions): Promise<void> {
  if (!down) return updateTables(json);
  if (!yes) {
    throw new UsageError(
      "--down drops the plugin's own tables with all API keys, rules and history: add --yes to confirm",
    );
  }
  return dropTables(json);
}
