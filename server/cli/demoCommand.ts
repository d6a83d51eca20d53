import { Command, Option } from "commander";
import { DEFAULT_LEADS, DEFAULT_PORT } from "../../demo/defaults.ts";
import { STORAGE_ENGINES } from "../../demo/vicidialSchema.ts";
import { loadedAction } from "./loadedAction.ts";

/** Declares `demo`: a private MariaDB with a small Vicidial, and the plugin beside it. */
export function demoCommand(): Command {
  return new Command("demo")
    .description("start the plugin beside a small Vicidial of its own, in .demo/")
    .option("--port <n>", `where to listen (the first free one from ${DEFAULT_PORT} when left out)`)
    .addOption(
      new Option("--engine <name>", "storage engine of the lead tables (new demo: myisam)").choices(
        STORAGE_ENGINES,
      ),
    )
    .option("--leads <n>", `how many archived leads, and as many live ones (new demo: ${DEFAULT_LEADS})`)
    .option("--fresh", "throw an earlier demo's data away")
    .action(loadedAction(async () => (await import("../../demo/index.ts")).demo));
}
