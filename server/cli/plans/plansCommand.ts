import { Command } from "commander";
import { DEFAULT_CUSTOMER } from "../../config/astguiclientConf.ts";
import { withGroupHelp } from "../helpText.ts";
import { loadedAction } from "../loadedAction.ts";

/** Adds the options that every command of a plan shares. */
function withShared(command: Command): Command {
  return command
    .option("--customer <name>", "customer that the plan belongs to", DEFAULT_CUSTOMER)
    .option("--json", "print JSON");
}

/** Declares `plans list | pause | resume | run`. */
export function plansCommand(): Command {
  const plans = new Command("plans").description("show and control plans");
  const one = (name: string, description: string) =>
    withShared(plans.command(name).description(description).argument("<id>", "number of the plan"));
  withShared(plans.command("list").description("list plans by name, with their next times")).action(
    loadedAction(async () => (await import("./printPlans.ts")).printPlans),
  );
  one("pause", "pause a plan. A run that has started continues").action(
    loadedAction(async () => (await import("./changePlan.ts")).pausePlan),
  );
  one("resume", "continue a paused plan at its next time").action(
    loadedAction(async () => (await import("./changePlan.ts")).resumePlan),
  );
  one("run", "make a run of a plan now. It starts by itself once its leads are checked").action(
    loadedAction(async () => (await import("./changePlan.ts")).runPlan),
  );
  return withGroupHelp(plans, {
    list: { examples: ["plans list"] },
    pause: { examples: ["plans pause 3"] },
    resume: { examples: ["plans resume 3"] },
    run: { examples: ["plans run 3"] },
  });
}
