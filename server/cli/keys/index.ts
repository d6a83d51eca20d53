import { Command, Option } from "commander";
import { DEFAULT_CUSTOMER } from "../../config/astguiclientConf.ts";
import {
  DEFAULT_OVERLAP,
  KEY_SCOPES,
  MAX_LEAD_LIMIT,
  OVERLAPS,
  RESPONSE_FORMATS,
} from "../../keys/keySettings.ts";
import { withGroupHelp } from "../helpText.ts";
import { loadedAction } from "../loadedAction.ts";
import { collect } from "../repeatable.ts";

const ID = ["<id>", "number of the key, as shown by keys list"] as const;

/** Adds the options that `create` and `edit` share. */
function withSettings(command: Command): Command {
  return command
    .addOption(
      new Option("--scope <name>", "what the key may be used for. Repeatable (new key: restore and archive)")
        .choices(KEY_SCOPES)
        .argParser(collect)
        .default([]),
    )
    .option("--limit <n>", `maximum leads per API request, 1 to ${MAX_LEAD_LIMIT} (new key: 500)`)
    .option("--rate <requests/min>", "API requests, such as 60/min, or none for no limit (new key: none)")
    .addOption(
      new Option(
        "--format <name>",
        "response format. auto selects it by the request's path (new key: auto)",
      ).choices(RESPONSE_FORMATS),
    )
    .option(
      "--allow <cidr>",
      "allow requests from this address or range only, IPv4 or IPv6. Repeatable (new key: any address)",
      collect,
      [],
    )
    .option("--expires <date>", "last valid day (UTC), an exact time, or never")
    .option("--json", "print JSON");
}

/** Declares `keys create | list | edit | roll | revoke`. */
export function keysCommand(): Command {
  const keys = new Command("keys").description("create, list, edit, roll and revoke API keys");
  withSettings(
    keys
      .command("create")
      .description("create an API key. It is shown only once")
      .requiredOption("--label <text>", "purpose of the key")
      .requiredOption("--user <user>", "Vicidial user that the key acts as")
      .option("--customer <name>", "customer that the key belongs to", DEFAULT_CUSTOMER),
  ).action(loadedAction(async () => (await import("./makeKey.ts")).create));
  keys
    .command("list")
    .description("list all keys, newest first")
    .option("--json", "print JSON")
    .action(loadedAction(async () => (await import("./printKeys.ts")).list));
  withSettings(
    keys
      .command("edit")
      .description("change the given settings of a key")
      .argument(...ID)
      .option("--label <text>", "purpose of the key")
      .option("--allow-all", "allow requests from any address")
      .option("--force", "keep a replaced key valid without an end, beside its successor"),
  ).action(loadedAction(async () => (await import("./changeKey.ts")).edit));
  keys
    .command("roll")
    .description("replace a key by a new one. Both are valid during the overlap")
    .argument(...ID)
    .addOption(
      new Option("--overlap <time>", "how long the old key stays valid")
        .choices(Object.keys(OVERLAPS))
        .default(DEFAULT_OVERLAP),
    )
    .option("--expires <date>", "last valid day of the new key, or never (default: as the old key)")
    .option("--json", "print JSON")
    .action(loadedAction(async () => (await import("./changeKey.ts")).roll));
  keys
    .command("revoke")
    .description("revoke a key permanently. Asks first")
    .argument(...ID)
    .option("--yes", "do not ask")
    .option("--json", "print JSON")
    .action(loadedAction(async () => (await import("./changeKey.ts")).revoke));
  return withGroupHelp(keys, {
    create: {
      examples: ['keys create --label "My CRM" --user apiuser --rate 60/min --allow 203.0.113.0/24'],
    },
    list: { examples: ["keys list", "keys list --json"] },
    edit: { examples: ["keys edit 3 --limit 1000 --expires 2027-12-31"] },
    roll: { examples: ["keys roll 3 --overlap 7d"] },
    revoke: { examples: ["keys revoke 3", "keys revoke 3 --yes"] },
  });
}
