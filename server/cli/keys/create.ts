import type { MissingRight } from "../../errors.ts";
import { createKeyStore } from "../../keys/keyStore.ts";
import { DEFAULT_LEAD_LIMIT } from "../../keys/settings.ts";
import { missingApiRight } from "../../vicidial/apiRights.ts";
import { createUsers } from "../../vicidial/users.ts";
import { MAX_CUSTOMER_LENGTH, parseName } from "../names.ts";
import { printJson, say } from "../output.ts";
import { UsageError, withCustomer, withHome } from "../session.ts";
import { readSettings, type SettingOptions } from "./options.ts";

const WARNINGS: Readonly<Record<MissingRight, string>> = {
  unknown_user: "Vicidial has no such user",
  inactive_user: "the user is not active",
  user_level: "the user's level is below 8",
  no_modify_leads: "the user's modify_leads is not 1",
  no_api_access: "the user has no API access (vdc_agent_api_access)",
  function_not_allowed: "the user's api_allowed_functions allow neither ALL_FUNCTIONS nor lead_dearchive",
};

export interface CreateOptions extends SettingOptions {
  readonly label: string;
  readonly user: string;
  readonly customer: string;
}

/** Shows a key, for the one time that it can be. */
export function showKey(id: number, key: string): void {
  say(`Key ${id} was made. It is shown this once; only its hash is kept.`);
  say();
  say(`  ${key}`);
  say();
}

/** `keys create`. */
export async function create(options: CreateOptions): Promise<void> {
  const now = new Date();
  const wanted = {
    label: options.label,
    customer: parseName("--customer", options.customer, MAX_CUSTOMER_LENGTH),
    leadLimit: DEFAULT_LEAD_LIMIT,
    responseFormat: "auto" as const,
    rateLimit: null,
    allowedAddresses: [],
    expiresAt: null,
    ...readSettings(options, now),
  };
  const user = await withCustomer(wanted.customer, (db, { vicidialDatabase }) =>
    createUsers(db, vicidialDatabase).find(options.user),
  );
  if (!user) throw new UsageError(`Vicidial has no user "${options.user}"`);
  const missing = missingApiRight(user);
  const warnings = missing ? [`calls with this key will be refused: ${WARNINGS[missing]}`] : [];
  await withHome(async (db) => {
    const { id, key } = await createKeyStore(db).create({ ...wanted, vicidialUser: user.user }, now);
    if (options.json) return printJson({ id, key, ...wanted, user: user.user, warnings });
    showKey(id, key);
    for (const warning of warnings) say(`Beware: ${warning}.`);
  });
}
