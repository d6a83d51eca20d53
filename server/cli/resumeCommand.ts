import { Command } from "commander";
import { withHelp } from "./helpText.ts";
import { loadedAction } from "./loadedAction.ts";

/** Declares `resume`: finishes batches that dead instances left open. */
export function resumeCommand(): Command {
  const command = new Command("resume")
    .description(
      "finish batches that a stopped instance left open. A running server does this every 30 seconds",
    )
    .option("--json", "print JSON")
    .action(loadedAction(async () => (await import("./resume.ts")).resume));
  return withHelp(command, {
    examples: ["resume"],
    exitCodes: { 1: "a batch is still open, or the command failed" },
  });
}
