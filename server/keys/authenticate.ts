import { fail } from "../errors.ts";
import { missingApiRight } from "../vicidial/apiRights.ts";
import type { ListScope, Lists } from "../vicidial/lists.ts";
import type { Users } from "../vicidial/users.ts";
import { isAllowedFrom } from "./addresses.ts";
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

export interface AuthenticatorParts<Customer> {
  readonly keys: KeyStore;
  /** The customer of that name; undefined for one that is not configured any more. */
  readonly findCustomer: (name: string) => Customer | undefined;
}

function refuseDeadKey(key: ApiKey, now: Date): void {
  if (key.revokedAt) fail({ code: "unauthenticated", reason: "revoked_key" });
  if (key.expiresAt && key.expiresAt <= now) fail({ code: "unauthenticated", reason: "expired_key" });
}

/** Tells who calls. A key acts as its Vicidial user and so can never do more than that user may now. */
export function createAuthenticator<Customer extends CustomerRights>({
  keys,
  findCustomer,
}: AuthenticatorParts<Customer>) {
  /** @throws DearchiveError unauthenticated, with the reason for the log */
  return async function authenticate(
    { secret, address, customer }: Credentials,
    now: Date,
  ): Promise<Caller<Customer>> {
    const key = (await keys.findBySecret(secret)) ?? fail({ code: "unauthenticated", reason: "unknown_key" });
    refuseDeadKey(key, now);
    if (!isAllowedFrom(key.allowedAddresses, address)) {
      fail({ code: "unauthenticated", reason: "address_not_allowed" });
    }
    if (customer !== undefined && customer !== key.customer) {
      fail({ code: "unauthenticated", reason: "other_customer" });
    }
    const owner = findCustomer(key.customer) ?? fail({ code: "unauthenticated", reason: "unknown_customer" });
    const user = await owner.users.find(key.vicidialUser);
    const missing = missingApiRight(user);
    if (!user || missing) fail({ code: "unauthenticated", reason: missing ?? "unknown_user" });
    const scope = await owner.lists.scopeOf(user.allowedCampaigns);
    await keys.noteUse(key, now);
    return { key, customer: owner, scope };
  };
}

export type Authenticate<Customer> = (credentials: Credentials, now: Date) => Promise<Caller<Customer>>;
