import { Command, Option } from "commander";
import { DEFAULT_CUSTOMER } from "../config.ts";
import {
  type ApiKey,
  createKeyStore,
  DEFAULT_LEAD_LIMIT,
  MAX_LEAD_LIMIT,
  RESPONSE_FORMATS,
  type ResponseFormat,
} from "../keys/keyStore.ts";
import { missingApiRight } from "../vicidial/apiRights.ts";
import { createUsers } from "../vicidial/users.ts";
import { MAX_CUSTOMER_LENGTH, parseName } from "./names.ts";
import { printJson, printTable, say, shownInstant } from "./output.ts";
import { UsageError, withCustomer, withHome } from "./session.ts";

const MAX_LABEL_LENGTH = 100;
const MAX_RATE = 1_000_000;

const WARNINGS = {
  inactive_user: "the user is not active",
  user_level: "the user's level is below 8",
  no_modify_leads: "the user's modify_leads is not 1",
  no_api_access: "the user has no API access (vdc_agent_api_access)",
  function_not_allowed: "the user's api_allowed_functions allow neither ALL_FUNCTIONS nor lead_dearchive",
} as const;

function parseWhole(option: string, text: string, max: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > max) {
    throw new UsageError(`${option} wants a whole number from 1 to ${max}, found "${text}"`);
  }
  return value;
}

/** JavaScript takes 2027-02-30 for the second of March. */
function isRealDate(text: string): boolean {
  const midnight = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(text);
}

/** A date means the whole of that day (UTC); with a time it is that instant. */
function parseExpiry(text: string, now: Date): Date {
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const hasZone = /(Z|[+-]\d{2}:?\d{2})$/.test(text);
  const instant = new Date(isDate ? `${text}T23:59:59Z` : hasZone ? text : `${text}Z`);
  const isReal = isRealDate(text.slice(0, 10)) && !Number.isNaN(instant.getTime());
  if (!isReal) {
    throw new UsageError(
      `--expires wants a date such as 2027-01-31 or an instant such as 2027-01-31T18:00:00Z, found "${text}"`,
    );
  }
  if (instant <= now) throw new UsageError(`--expires ${text} has passed already`);
  return instant;
}

function stateOf(key: ApiKey, now: Date): "active" | "revoked" | "expired" {
  if (key.revokedAt) return "revoked";
  return key.expiresAt && key.expiresAt <= now ? "expired" : "active";
}

interface CreateOptions {
  readonly label: string;
  readonly user: string;
  readonly limit: string;
  readonly format: ResponseFormat;
  readonly rate?: string;
  readonly customer: string;
  readonly expires?: string;
  readonly json?: boolean;
}

async function create(options: CreateOptions): Promise<void> {
  const now = new Date();
  const wanted = {
    label: parseName("--label", options.label, MAX_LABEL_LENGTH),
    customer: parseName("--customer", options.customer, MAX_CUSTOMER_LENGTH),
    leadLimit: parseWhole("--limit", options.limit, MAX_LEAD_LIMIT),
    responseFormat: options.format,
    rateLimit: options.rate === undefined ? null : parseWhole("--rate", options.rate, MAX_RATE),
    expiresAt: options.expires === undefined ? null : parseExpiry(options.expires, now),
  };
  const user = await withCustomer(wanted.customer, (db, { vicidialDatabase }) =>
    createUsers(db, vicidialDatabase).find(options.user),
  );
  if (!user) throw new UsageError(`Vicidial has no user "${options.user}"`);
  await withHome(async (db) => {
    const missing = missingApiRight(user);
    const warnings =
      missing && missing !== "unknown_user"
        ? [`calls with this key will be refused: ${WARNINGS[missing]}`]
        : [];
    const { id, key } = await createKeyStore(db).create({ ...wanted, vicidialUser: user.user }, now);
    if (options.json) return printJson({ id, key, ...wanted, user: user.user, warnings });
    say(`Key ${id} was made. It is shown this once; only its hash is kept.`);
    say();
    say(`  ${key}`);
    say();
    for (const warning of warnings) say(`Beware: ${warning}.`);
  });
}

async function list(options: { json?: boolean }): Promise<void> {
  const now = new Date();
  const keys = await withHome((db) => createKeyStore(db).list());
  if (options.json) return printJson(keys.map((key) => ({ ...key, state: stateOf(key, now) })));
  if (keys.length === 0)
    return say('There is no key yet. Make one:  vicidial-dearchive keys create --label "My CRM" --user USER');
  const heading = ["ID", "KEY", "LABEL", "USER", "CUSTOMER", "LIMIT", "LAST USE", "EXPIRES", "STATE"];
  const rows = keys.map((key) => [
    String(key.id),
    `${key.prefix}…`,
    key.label,
    key.vicidialUser,
    key.customer,
    String(key.leadLimit),
    shownInstant(key.lastUsedAt),
    shownInstant(key.expiresAt),
    stateOf(key, now),
  ]);
  printTable([heading, ...rows]);
}

async function revoke(idText: string, options: { json?: boolean }): Promise<void> {
  const id = Number(idText);
  if (!/^\d+$/.test(idText))
    throw new UsageError(`ID wants the number that "keys list" shows, found "${idText}"`);
  const known = await withHome((db) => createKeyStore(db).revoke(id, new Date()));
  if (!known) throw new UsageError(`there is no key ${id}`);
  if (options.json) return printJson({ id, state: "revoked" });
  say(`Key ${id} is revoked: calls with it are refused from now on.`);
}

/** `keys create | list | revoke`. */
export function keysCommand(): Command {
  const keys = new Command("keys").description("make, list and revoke API keys");
  keys
    .command("create")
    .description("make a key; it is shown this once")
    .requiredOption("--label <text>", "what the key is for")
    .requiredOption("--user <user>", "the Vicidial user that the key acts as")
    .option(
      "--limit <n>",
      `the most leads a call may name (1 to ${MAX_LEAD_LIMIT})`,
      String(DEFAULT_LEAD_LIMIT),
    )
    .option("--rate <n>", "the most calls in a minute (no limit when left out)")
    .addOption(
      new Option(
        "--format <name>",
        "answer in the words of this generation of the API; auto goes by the path",
      )
        .choices(RESPONSE_FORMATS)
        .default("auto"),
    )
    .option("--customer <name>", "the customer that the key belongs to", DEFAULT_CUSTOMER)
    .option("--expires <date>", "the last day (UTC) on which the key is valid, or an instant")
    .option("--json", "print JSON")
    .action(create);
  keys.command("list").description("list all keys, newest first").option("--json", "print JSON").action(list);
  keys
    .command("revoke")
    .description("end a key for good")
    .argument("<id>", "the key's number")
    .option("--json", "print JSON")
    .action(revoke);
  return keys;
}
