import { Command, Option } from "commander";
import { DEFAULT_CUSTOMER } from "../../config/astguiclientConf.ts";
import type { BatchOutcome } from "../../history/batchFilter.ts";
import { OUTCOMES } from "../../leads/move/outcome.ts";
import { withHelp } from "../helpText.ts";
import { loadedAction } from "../loadedAction.ts";

const DEFAULT_ROWS = 50;
const BATCH_OUTCOMES: readonly BatchOutcome[] = [...OUTCOMES, "kept_in_archive", "open", "failed"];

/** Declares `history`: lists batches. */
export function historyCommand(): Command {
  const command = new Command("history")
    .description("list the batches of API requests, runs and commands, newest first")
    .option("--from <time>", "started at this time or later, such as 2026-11-23 or 2026-11-23T09:00 (UTC)")
    .option("--to <time>", "started before the end of this day, or before this time (UTC)")
    .option("--key <id>", "number of an API key, or manual for batches without a key")
    .option("--user <user>", "Vicidial user")
    .option("--lead <id>", "batches that named this lead")
    .addOption(
      new Option("--direction <name>", "direction of the move").choices(["dearchive", "archive"] as const),
    )
    .addOption(
      new Option("--outcome <name>", "batches with a lead of this outcome, or in this state").choices(
        BATCH_OUTCOMES,
      ),
    )
    .option("--limit <n>", "maximum number of batches", String(DEFAULT_ROWS))
    .option("--before <id>", "only batches older than this one: the next page")
    .option("--customer <name>", "customer whose history is shown", DEFAULT_CUSTOMER)
    .option("--json", "print JSON")
    .action(loadedAction(async () => (await import("./index.ts")).history));
  return withHelp(command, {
    examples: ["history --from 2026-11-23 --key 3", "history --outcome failed --json", "history --lead 1001"],
  });
}
