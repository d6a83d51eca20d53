import { Command, Option } from "commander";
import { DEFAULT_CUSTOMER } from "../../config/astguiclientConf.ts";
import { RUN_STATES } from "../../runs/run.ts";
import { withGroupHelp } from "../helpText.ts";
import { loadedAction } from "../loadedAction.ts";

const DEFAULT_ROWS = 20;

/** Adds the options that every command of a run shares. */
function withShared(command: Command): Command {
  return command
    .option("--customer <name>", "customer that the run belongs to", DEFAULT_CUSTOMER)
    .option("--json", "print JSON");
}

/** Declares `runs list | show | pause | resume | stop`. */
export function runsCommand(): Command {
  const runs = new Command("runs").description("show and control background runs");
  const one = (name: string, description: string) =>
    withShared(runs.command(name).description(description).argument("<id>", "number of the run"));
  withShared(
    runs
      .command("list")
      .description("list runs, newest first")
      .addOption(new Option("--state <name>", "only runs in this state").choices(RUN_STATES))
      .option("--user <user>", "only runs of this Vicidial user")
      .option("--limit <n>", "maximum number of runs", String(DEFAULT_ROWS))
      .option("--before <id>", "only runs older than this one: the next page"),
  ).action(loadedAction(async () => (await import("./listedRuns.ts")).listRuns));
  one("show", "show the progress and the counts of a run").action(
    loadedAction(async () => (await import("./listedRuns.ts")).showRun),
  );
  one("pause", "pause a run. The current batch finishes first").action(
    loadedAction(async () => (await import("./controlledRun.ts")).pauseRun),
  );
  one("resume", "continue a paused run").action(
    loadedAction(async () => (await import("./controlledRun.ts")).resumeRun),
  );
  one("stop", "stop a run permanently. Leads that were moved stay moved").action(
    loadedAction(async () => (await import("./controlledRun.ts")).stopRun),
  );
  return withGroupHelp(runs, {
    list: { examples: ["runs list", "runs list --state running --user 6666"] },
    show: { examples: ["runs show 12"] },
    pause: { examples: ["runs pause 12"] },
    resume: { examples: ["runs resume 12"] },
    stop: { examples: ["runs stop 12"] },
  });
}
