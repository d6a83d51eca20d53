import { EVERY_CUSTOMER } from "../../db/customerScope.ts";
import { callerUrl, exampleRequest, triedScope } from "../../keys/exampleRequest.ts";
import { DEFAULT_LEAD_LIMIT, DEFAULT_SCOPES, type KeyScope } from "../../keys/keySettings.ts";
import { createKeyStore } from "../../keys/keyStore.ts";
import { MISSING_RIGHT_LABELS, missingApiRight } from "../../vicidial/apiRights.ts";
import { createUsers } from "../../vicidial/users.ts";
import { withCustomer, withHome } from "../customerAccess.ts";
import { logChange } from "../logChange.ts";
import { printJson, say } from "../output.ts";
import { MAX_CUSTOMER_LENGTH, parseName } from "../parseName.ts";
import { UsageError } from "../usageError.ts";
import { findOrigin, type VicidialOrigin } from "../vicidialOrigin.ts";
import { readSettings, type SettingOptions } from "./keyOptions.ts";

export interface CreateOptions extends SettingOptions {
  readonly label: string;
  readonly user: string;
  readonly customer: string;
}

/** What the command for a key's scope does. */
const TRIES: Readonly<Record<KeyScope, string>> = {
  restore: "Try it with a dry run, which changes nothing. Replace 1001 with the id of an archived lead:",
  archive: "Try it with a dry run, which changes nothing. Replace 1001 with the id of a live lead:",
  read: "Try it. This tells where lead 1001 is:",
  restore_by_phone: "Try it. Without a phone number, this changes nothing and answers none:",
};

/** Prints a new key, which cannot be shown again, with a request to try it. */
export function showKey(
  id: number,
  key: string,
  scopes: readonly KeyScope[],
  { origin, isSet }: VicidialOrigin,
): void {
  const base = `${origin}/vicidial`;
  const tried = triedScope(scopes);
  say(`Key ${id} was created. Copy it now: it is not shown again, because only its hash is stored.

  ${key}

${TRIES[tried]}

${exampleRequest(base, key, scopes)}
`);
  if (tried === "restore_by_phone")
    say(`The Filter URL for Vicidial's DIDs. Everyone who can see a DID can read the key in it:

  ${callerUrl(base, key)}
`);
  if (!isSet) say(`If Vicidial's admin has another address, use it in place of ${origin}.`);
}

/** Runs `keys create`. */
export async function create(options: CreateOptions): Promise<void> {
  const now = new Date();
  const wanted = {
    label: options.label,
    customer: parseName("--customer", options.customer, MAX_CUSTOMER_LENGTH),
    scopes: DEFAULT_SCOPES,
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
  const warnings = missing
    ? [`requests with this key will be refused, because ${MISSING_RIGHT_LABELS[missing]}`]
    : [];
  await withHome(async (db, config) => {
    const origin = await findOrigin(db, config);
    const { id, key } = await createKeyStore(db, EVERY_CUSTOMER).create(
      { ...wanted, vicidialUser: user.user },
      now,
    );
    await logChange(wanted.customer, {
      section: "APIKEYS",
      type: "ADD",
      recordId: id,
      code: `API key ${id} created`,
    });
    if (options.json) return printJson({ id, key, ...wanted, user: user.user, warnings });
    showKey(id, key, wanted.scopes, origin);
    for (const warning of warnings) say(`Warning: ${warning}.`);
  });
}
