import { Command } from "commander";
import { mayDrop, migrateDown, migrateUp } from "../db/migrations.ts";
import { printJson, say } from "./output.ts";
import { migratingEachCustomer, UsageError } from "./session.ts";

interface MigrateOptions {
  readonly down?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

async function takeDown(json?: boolean): Promise<void> {
  await migratingEachCustomer(async (db, { migrationAccount: { user } }) => {
    if (!(await mayDrop(db))) {
      throw new Error(
        `"${user}" lacks the right to DROP; nothing was changed. Name an account that has it with DEARCHIVE_MIGRATION_USER and DEARCHIVE_MIGRATION_PASSWORD`,
      );
    }
    await migrateDown(db);
  });
  if (json) return printJson({ dropped: true });
  say("The plugin's own tables are gone. Vicidial's tables were not touched.");
}

async function bringUp(json?: boolean): Promise<void> {
  const done = (await migratingEachCustomer((db) => migrateUp(db))).flat();
  if (json) return printJson({ migrations: done });
  say(done.length === 0 ? "The plugin's tables are up to date." : `Done: ${done.join(", ")}.`);
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
