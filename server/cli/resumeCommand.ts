import { Command } from "commander";
import { loadedAction } from "./loadedAction.ts";

/** Declares `resume`: finishes batches that dead instances left open. */
export function resumeCommand(): Command {
  return new Command("resume")
    .description(
      "finish batches that a stopped instance left open. A running server does this every 30 seconds",
    )
    .option("--json", "print JSON")
    .action(loadedAction(async () => (await import("./resume.ts")).resume));
}
