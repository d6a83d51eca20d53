import { Command, Option } from "commander";
import { DEFAULT_CUSTOMER } from "../../config/astguiclientConf.ts";
import { DEFAULT_OVERLAP, MAX_LEAD_LIMIT, OVERLAPS, RESPONSE_FORMATS } from "../../keys/keySettings.ts";
import { loadedAction } from "../loadedAction.ts";

const ID = ["<id>", "the key's number"] as const;

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

/** Adds the options that `create` and `edit` share. */
function withSettings(command: Command): Command {
  return command
    .option("--limit <n>", `the most leads a call may name (1 to ${MAX_LEAD_LIMIT}; a new key: 500)`)
    .option("--rate <n>", "the most calls in a minute, or none for no limit (a new key: none)")
    .addOption(
      new Option(
        "--format <name>",
        "answer in the words of this generation of the API; auto goes by the path (a new key: auto)",
      ).choices(RESPONSE_FORMATS),
    )
    .option(
      "--allow <cidr>",
      "only take calls from this address or range, IPv4 or IPv6; may be repeated (a new key: from everywhere)",
      collect,
      [],
    )
    .option("--expires <date>", "the last day (UTC) on which the key is valid, or an instant, or never")
    .option("--json", "print JSON");
}

/** Declares `keys create | list | edit | roll | revoke`. */
export function keysCommand(): Command {
  const keys = new Command("keys").description("make, list, change, roll and revoke API keys");
  withSettings(
    keys
      .command("create")
      .description("make a key; it is shown this once")
      .requiredOption("--label <text>", "what the key is for")
      .requiredOption("--user <user>", "the Vicidial user that the key acts as")
      .option("--customer <name>", "the customer that the key belongs to", DEFAULT_CUSTOMER),
  ).action(loadedAction(async () => (await import("./makeKey.ts")).create));
  keys
    .command("list")
    .description("list all keys, newest first")
    .option("--json", "print JSON")
    .action(loadedAction(async () => (await import("./printKeys.ts")).list));
  withSettings(
    keys
      .command("edit")
      .description("change what is named of a key")
      .argument(...ID)
      .option("--label <text>", "what the key is for")
      .option("--allow-all", "take calls from everywhere")
      .option("--force", "let a key that was rolled go on for good beside its successor"),
  ).action(loadedAction(async () => (await import("./changeKey.ts")).edit));
  keys
    .command("roll")
    .description("make a new key in the place of another; both are valid for a while")
    .argument(...ID)
    .addOption(
      new Option("--overlap <time>", "for how long the old key goes on")
        .choices(Object.keys(OVERLAPS))
        .default(DEFAULT_OVERLAP),
    )
    .option("--expires <date>", "when the new key ends, or never (as the old one when left out)")
    .option("--json", "print JSON")
    .action(loadedAction(async () => (await import("./changeKey.ts")).roll));
  keys
    .command("revoke")
    .description("end a key for good")
    .argument(...ID)
    .option("--json", "print JSON")
    .action(loadedAction(async () => (await import("./changeKey.ts")).revoke));
  return keys;
}
