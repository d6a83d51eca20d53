import { Command } from "commander";
import type { Knex } from "knex";
import type { CustomerConfig } from "../config.ts";
import { mayDrop, migrateDown, migrateUp } from "../db/migrations.ts";
import { explain } from "./explain.ts";
import { printJson, say } from "./output.ts";
import { migratingEachCustomer, UsageError } from "./session.ts";

interface MigrateOptions {
  readonly down?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** Does the work on every customer's database; those that fail are told of, and make the exit code 1. */
async function onEach<T>(work: (db: Knex, customer: CustomerConfig) => Promise<T>) {
  const outcomes = await migratingEachCustomer(work);
  const done = outcomes.flatMap((outcome) => ("result" in outcome ? [outcome.result] : []));
  const failed = outcomes.flatMap((outcome) =>
    "error" in outcome ? [{ customer: outcome.customer, reason: explain(outcome.error) }] : [],
  );
  for (const { customer, reason } of failed) {
    process.stderr.write(`${outcomes.length > 1 ? `customer "${customer}": ` : ""}${reason}\n`);
  }
  if (failed.length > 0) process.exitCode = 1;
  return { done, failed };
}

async function takeDown(json?: boolean): Promise<void> {
  const { done, failed } = await onEach(async (db, { migrationAccount: { user } }) => {
    if (!(await mayDrop(db))) {
      throw new Error(
        `"${user}" lacks the right to DROP; nothing was changed. Name an account that has it with DEARCHIVE_MIGRATION_USER and DEARCHIVE_MIGRATION_PASSWORD`,
      );
    }
    await migrateDown(db);
  });
  if (done.length === 0) return;
  if (json) return printJson({ dropped: true, ...(failed.length > 0 && { failed }) });
  say("The plugin's own tables are gone. Vicidial's tables were not touched.");
}

async function bringUp(json?: boolean): Promise<void> {
  const { done, failed } = await onEach((db) => migrateUp(db));
  if (done.length === 0) return;
  const names = done.flat();
  if (json) return printJson({ migrations: names, ...(failed.length > 0 && { failed }) });
  say(names.length === 0 ? "The plugin's tables are up to date." : `Done: ${names.join(", ")}.`);
}

async function migrate({ down, yes, json }: MigrateOptions): Promise<void> {
  if (!down) return bringUp(json);
  if (!yes) {
    throw new UsageError(
      "--down drops the plugin's own tables with all keys, rules and history: add --yes if that is meant",
    );
  }
  return takeDown(json);
}

/** `migrate`: brings the plugin's own tables up to date, or takes them away. */
export function migrateCommand(): Command {
  return new Command("migrate")
    .description("make or update the plugin's own tables, with the account that may CREATE")
    .option("--down", "drop the plugin's own tables instead")
    .option("--yes", "with --down: yes, drop them")
    .option("--json", "print JSON")
    .action(migrate);
}
