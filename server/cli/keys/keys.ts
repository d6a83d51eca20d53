import { Command, Option } from "commander";
import { DEFAULT_CUSTOMER } from "../../config.ts";
import { DEFAULT_OVERLAP, OVERLAPS } from "../../keys/settings.ts";
import { edit, revoke, roll } from "./change.ts";
import { create } from "./create.ts";
import { list } from "./list.ts";
import { withSettings } from "./options.ts";

const ID = ["<id>", "the key's number"] as const;

/** `keys create | list | edit | roll | revoke`. */
export function keysCommand(): Command {
  const keys = new Command("keys").description("make, list, change, roll and revoke API keys");
  withSettings(
    keys
      .command("create")
      .description("make a key; it is shown this once")
      .requiredOption("--label <text>", "what the key is for")
      .requiredOption("--user <user>", "the Vicidial user that the key acts as")
      .option("--customer <name>", "the customer that the key belongs to", DEFAULT_CUSTOMER),
  ).action(create);
  keys.command("list").description("list all keys, newest first").option("--json", "print JSON").action(list);
  withSettings(
    keys
      .command("edit")
      .description("change what is named of a key")
      .argument(...ID)
      .option("--label <text>", "what the key is for")
      .option("--allow-all", "take calls from everywhere")
      .option("--force", "let a key that was rolled go on for good beside its successor"),
  ).action(edit);
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
    .action(roll);
  keys
    .command("revoke")
    .description("end a key for good")
    .argument(...ID)
    .option("--json", "print JSON")
    .action(revoke);
  return keys;
}
