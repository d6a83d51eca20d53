import { Command, Option } from "commander";
import { DEFAULT_LEADS, DEFAULT_PORT, STORAGE_ENGINES } from "../../demo/defaults.ts";
import { withHelp } from "./helpText.ts";
import { loadedAction } from "./loadedAction.ts";

/** Declares `demo`: a private MariaDB with a small Vicidial, and the plugin beside it. */
export function demoCommand(): Command {
  const command = new Command("demo")
    .description("start the plugin with a small private Vicidial in .demo/")
    .option("--port <n>", `port to listen on (default: first free port from ${DEFAULT_PORT})`)
    .addOption(
      new Option("--engine <name>", "storage engine of the lead tables (new demo: myisam)").choices(
        STORAGE_ENGINES,
      ),
    )
    .option("--leads <n>", `number of archived leads, and of live leads (new demo: ${DEFAULT_LEADS})`)
    .option("--listen <address>", "address to listen on (default: 127.0.0.1)")
    .option(
      "--database <url>",
      "use this MariaDB instead of a private one, such as mysql://root:PASSWORD@HOST:3306. It must have no database asterisk",
    )
    .option("--fresh", "delete the data of the previous demo")
    .action(loadedAction(async () => (await import("../../demo/index.ts")).demo));
  return withHelp(command, { examples: ["demo", "demo --fresh --leads 100000 --engine innodb"] });
}
