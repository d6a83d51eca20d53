import { Command } from "commander";
import { loadedAction } from "./loadedAction.ts";

/** Declares `resume`: finishes batches that dead instances left open. */
export function resumeCommand(): Command {
  return new Command("resume")
    .description(
      "finish the batches that a dead instance left open; the server does so by itself every half minute",
    )
    .option("--json", "print JSON")
    .action(loadedAction(async () => (await import("./resume.ts")).resume));
}
