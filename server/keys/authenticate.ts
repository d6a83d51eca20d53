import { DEFAULT_CUSTOMER } from "../config/index.ts";
import { type AuthenticationFailure, fail } from "../errors.ts";
import { missingApiRight } from "../vicidial/apiRights.ts";
import type { ListScope, Lists } from "../vicidial/lists.ts";
import type { Users } from "../vicidial/users.ts";
import { isAllowedFrom } from "./allowedAddresses.ts";
import type { ApiKey } from "./apiKeyRow.ts";
import type { KeyStore } from "./keyStore.ts";

/** What a call shows of itself. */
export interface Credentials {
  /** A well-formed key. */
  readonly secret: string;
  /** Where the call comes from, as far as that can be believed. */
  readonly address: string;
  /** The customer that the path names, if it names one. */
  readonly customer?: string | undefined;
}

/** Whoever makes a call: the key, its customer, and the lists that its Vicidial user may touch. */
export interface Caller<Customer> {
  readonly key: ApiKey;
  readonly customer: Customer;
  readonly scope: ListScope;
}

/** What must be known of a customer's Vicidial. */
export interface CustomerRights {
  readonly users: Users;
  readonly lists: Lists;
}

export interface AuthenticatorDependencies<Customer> {
  readonly keys: KeyStore;
  /** The customer of that name; undefined for one that is not configured any more. */
  readonly findCustomer: (name: string) => Customer | undefined;
}

/** Why a key is refused, whatever its Vicidial user may do. */
function refusalOf(
  key: ApiKey | undefined,
  { address, customer }: Credentials,
  now: Date,
): AuthenticationFailure | undefined {
  if (!key) return "unknown_key";
  if (key.revokedAt) return "revoked_key";
  if (key.expiresAt && key.expiresAt <= now) return "expired_key";
  if (!isAllowedFrom(key.allowedAddresses, address)) return "address_not_allowed";
  return customer !== undefined && customer !== key.customer ? "other_customer" : undefined;
}

/** What the user of a key may do now. */
async function rightsOf({ users, lists }: CustomerRights, name: string) {
  const user = await users.find(name);
  return { user, scope: await lists.scopeOf(user?.allowedCampaigns ?? []) };
}

/** Authenticates requests. A key acts as its Vicidial user, and never can do more than that user may now. */
export function createAuthenticator<Customer extends CustomerRights>({
  keys,
  findCustomer,
}: AuthenticatorDependencies<Customer>) {
  /** Does for a refused request what an accepted one costs, so that time does not tell which keys and customers there are. */
  async function refuse(reason: AuthenticationFailure, key: ApiKey | undefined): Promise<never> {
    const owner = findCustomer(key?.customer ?? DEFAULT_CUSTOMER) ?? findCustomer(DEFAULT_CUSTOMER);
    if (owner) await rightsOf(owner, key?.vicidialUser ?? "").catch(() => undefined);
    return fail({ code: "unauthenticated", reason });
  }

  /** @throws DearchiveError unauthenticated, with the reason for the log */
  return async function authenticate(credentials: Credentials, now: Date): Promise<Caller<Customer>> {
    const key = await keys.findBySecret(credentials.secret);
    const reason = refusalOf(key, credentials, now);
    if (!key || reason) return refuse(reason ?? "unknown_key", key);
    const owner = findCustomer(key.customer);
    if (!owner) return refuse("unknown_customer", key);
    const { user, scope } = await rightsOf(owner, key.vicidialUser);
    const missing = missingApiRight(user);
    if (missing) fail({ code: "unauthenticated", reason: missing });
    await keys.noteUse(key, now);
    return { key, customer: owner, scope };
  };
}

export type Authenticate<Customer> = (credentials: Credentials, now: Date) => Promise<Caller<Customer>>;
