import type { Command } from "commander";
import type { OwnSettings } from "../config/environment.ts";

/** What `--help` adds below the options of a command. */
interface HelpText {
  /** Command lines without the program's name. */
  readonly examples: readonly string[];
  /** Exit codes other than 0, 1 and 64, or with a meaning of their own. */
  readonly exitCodes?: Readonly<Record<number, string>>;
}

/** Width of help that does not go to a terminal, as in commander. */
const DEFAULT_WIDTH = 80;

export const PROGRAM = "vicidial-dearchive";

const COMMON_EXIT_CODES: Readonly<Record<number, string>> = {
  0: "done",
  1: "failed or refused: the message says why",
  64: "wrong options or arguments: nothing was done",
};

/** The settings in the environment: all that the configuration reads. */
const ENVIRONMENT: Readonly<Record<keyof OwnSettings | "DEARCHIVE_CONF", string>> = {
  DEARCHIVE_CONF: "Vicidial's configuration file (default: /etc/astguiclient.conf)",
  DEARCHIVE_CUSTOMERS: "folder with a NAME.conf file for each further customer",
  DEARCHIVE_DATABASE: "database of the plugin's own tables (default: Vicidial's)",
  DEARCHIVE_DATABASE_TLS: "encryption: disabled, required, verify_ca or verify_identity",
  DEARCHIVE_DATABASE_CA: "PEM file of the authority that signed the database server's certificate",
  DEARCHIVE_MIGRATION_USER: "account that creates and changes the plugin's tables",
  DEARCHIVE_MIGRATION_PASSWORD: "password of that account",
  DEARCHIVE_LOCK_WAIT: "seconds that a statement waits for a lock (default: 4)",
  DEARCHIVE_WEBHOOK_ADDRESSES:
    "addresses that webhooks may reach although they are not on the public internet",
  DEARCHIVE_WEBHOOK_CA: "certificate of an authority that signed the receivers' certificates",
  DEARCHIVE_CHILD_TABLES: "tables that may lose or change rows together with a moved lead",
  DEARCHIVE_HOST: "server only: address to listen on (default: 127.0.0.1)",
  DEARCHIVE_PORT: "server only: port to listen on (default: 8470)",
  DEARCHIVE_POOL_SIZE: "server only: connections to each customer's database (default: 12)",
  DEARCHIVE_BODY_LIMIT: "server only: largest request body in bytes (default: 131072)",
  DEARCHIVE_REQUEST_LOG_DAYS: "server only: days for which API requests are kept, 0 for none (default: 30)",
  DEARCHIVE_TRUSTED_PROXIES: "server only: proxies whose X-Forwarded-For is trusted",
  DEARCHIVE_LOG_LEVEL: "server only: silent, error, warn, info or debug (default: info)",
};

type Entries = Readonly<Record<string, string>>;

/** Returns a titled list, aligned and wrapped like the list of options. */
function section(command: Command, title: string, entries: Entries): string {
  const help = command.createHelp();
  help.prepareContext({ helpWidth: process.stdout.columns ?? DEFAULT_WIDTH });
  const width = Math.max(...Object.keys(entries).map((name) => name.length));
  const lines = Object.entries(entries).map(([name, meaning]) => help.formatItem(name, width, meaning, help));
  return [`${title}:`, ...lines].join("\n");
}

/** Adds examples and exit codes to the help of a command. */
export function withHelp(command: Command, { examples, exitCodes = {} }: HelpText): Command {
  const shown = ["Examples:", ...examples.map((example) => `  ${PROGRAM} ${example}`)].join("\n");
  const codes = { ...COMMON_EXIT_CODES, ...exitCodes };
  return command.addHelpText("after", () => `\n${shown}\n\n${section(command, "Exit codes", codes)}`);
}

/**
 * Adds examples and exit codes to the help of each command of a group, and all examples to the group's own help.
 *
 * @param help by the name of the command
 */
export function withGroupHelp(group: Command, help: Readonly<Record<string, HelpText>>): Command {
  for (const command of group.commands) {
    const own = help[command.name()];
    if (own) withHelp(command, own);
  }
  return withHelp(group, { examples: Object.values(help).flatMap(({ examples }) => examples) });
}

/** Adds the environment to the help of the program. */
export function withEnvironment(program: Command): Command {
  return program.addHelpText("after", () => `\n${section(program, "Environment", ENVIRONMENT)}`);
}
