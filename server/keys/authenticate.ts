import { DEFAULT_CUSTOMER } from "../config/index.ts";
import { isUnreachable } from "../db/databaseErrors.ts";
import { type AuthenticationFailure, fail } from "../errors.ts";
import { isAllowedFrom } from "../lib/addressRanges.ts";
import { createLru } from "../lib/lru.ts";
import { missingApiRight } from "../vicidial/apiRights.ts";
import type { ListScope, Lists } from "../vicidial/lists.ts";
import type { ApiAccount, Users } from "../vicidial/users.ts";
import { type ApiKey, hashApiKey } from "./apiKey.ts";
import type { KeyScope } from "./keySettings.ts";
import type { KeyStore } from "./keyStore.ts";

/** What a request proves about its caller. */
export interface Credentials {
  /** A well-formed key. */
  readonly secret: string;
  /** Address as reported by trusted proxies only. */
  readonly address: string;
  /** The customer in the path, if any. */
  readonly customer?: string | undefined;
}

/** An authenticated caller, with the lists that the key's Vicidial user may access. */
export interface Caller<Customer> {
  readonly key: ApiKey;
  readonly customer: Customer;
  readonly scope: ListScope;
}

/** Looks up rights in a customer's Vicidial. */
export interface CustomerRights {
  readonly users: Users;
  readonly lists: Lists;
  /** Whether the customer's Vicidial and the keys are on the same database server. */
  readonly isHome: boolean;
}

export interface AuthenticatorDependencies<Customer> {
  readonly keys: KeyStore;
  /** Returns undefined for a customer that is no longer configured. */
  readonly findCustomer: (name: string) => Customer | undefined;
}

/**
 * Checks that a key has one of the scopes.
 *
 * @param wanted the scope that the request needs first: the refusal names it
 * @throws DearchiveError scope_missing
 */
export function requireScope(
  { scopes }: Pick<ApiKey, "scopes">,
  wanted: KeyScope,
  ...others: readonly KeyScope[]
): void {
  if (![wanted, ...others].some((scope) => scopes.includes(scope)))
    fail({ code: "scope_missing", scope: wanted });
}

/** Returns why a key is refused; its Vicidial user's rights are checked separately. */
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

/** Bounds the memory. Other keys take one more query. */
const MAX_KEYS = 10_000;

/** A key, and its user if that was read at the same time. */
interface ReadKey {
  readonly key: ApiKey | undefined;
  readonly user?: ApiAccount | undefined;
}

/**
 * Reads keys by their secrets. Remembers which user a key acts as, so that the next request reads both with one query. Only the
 * names are remembered: what decides about a request is read for each one.
 */
function createKeyReader<Customer extends CustomerRights>({
  keys,
  findCustomer,
}: AuthenticatorDependencies<Customer>) {
  const owners = createLru<string, Pick<ApiKey, "customer" | "vicidialUser">>(MAX_KEYS);

  async function readWithUser(secret: string, hash: string): Promise<ReadKey | undefined> {
    const owner = owners.get(hash);
    const customer = owner && findCustomer(owner.customer);
    if (!owner || !customer?.isHome) return undefined;
    const { key, user } = await keys.findWithUser(secret, customer.users.toJoin(owner.vicidialUser));
    const isSame = key?.customer === owner.customer && key.vicidialUser === owner.vicidialUser;
    return isSame ? { key, user } : undefined;
  }

  return async function readKey(secret: string): Promise<ReadKey> {
    const hash = hashApiKey(secret).toString("base64");
    const read = await readWithUser(secret, hash).catch((error: unknown) => {
      if (isUnreachable(error)) throw error;
      // Reading them one by one tells which of them cannot be read.
      return undefined;
    });
    if (read) return read;
    const key = await keys.findBySecret(secret);
    if (key) owners.set(hash, key);
    return { key };
  };
}

/**
 * Reads the current rights of a key's user, at the caller's address.
 *
 * @param known the user, if it has just been read together with the key
 */
async function rightsOf(
  { users, lists }: CustomerRights,
  name: string,
  address: string,
  known?: ApiAccount | undefined,
) {
  const user = known ?? (await users.find(name));
  const scope = await lists.scopeOf(user?.allowedCampaigns ?? []);
  const isBlocked = user !== undefined && (await users.block(user, address));
  return { scope, refusal: missingApiRight(user) ?? (isBlocked ? ("ip_list" as const) : undefined) };
}

/** Authenticates requests. A key acts as its Vicidial user, with that user's current rights. */
export function createAuthenticator<Customer extends CustomerRights>({
  keys,
  findCustomer,
}: AuthenticatorDependencies<Customer>) {
  const readKey = createKeyReader({ keys, findCustomer });

  /** Does the same queries as for an accepted request, so that timing does not reveal which keys and customers exist. */
  async function refuse(
    reason: AuthenticationFailure,
    key: ApiKey | undefined,
    address: string,
  ): Promise<never> {
    const owner = findCustomer(key?.customer ?? DEFAULT_CUSTOMER) ?? findCustomer(DEFAULT_CUSTOMER);
    if (owner) await rightsOf(owner, key?.vicidialUser ?? "", address).catch(() => undefined);
    return fail({ code: "unauthenticated", reason, ...(key && { keyId: key.id }) });
  }

  /**
   * Lets a caller in.
   *
   * @param noteKey receives a valid key before its user's rights are checked, so that a refusal can be logged for that user
   * @throws DearchiveError unauthenticated, with the reason for the log
   */
  return async function authenticate(
    credentials: Credentials,
    now: Date,
    noteKey: (key: ApiKey, customer: Customer) => void = () => undefined,
  ): Promise<Caller<Customer>> {
    const { address } = credentials;
    const { key, user } = await readKey(credentials.secret);
    const reason = refusalOf(key, credentials, now);
    if (!key || reason) return refuse(reason ?? "unknown_key", key, address);
    const owner = findCustomer(key.customer);
    if (!owner) return refuse("unknown_customer", key, address);
    noteKey(key, owner);
    const { scope, refusal } = await rightsOf(owner, key.vicidialUser, address, user);
    if (refusal) fail({ code: "unauthenticated", reason: refusal });
    await keys.noteUse(key, now);
    return { key, customer: owner, scope };
  };
}

export type Authenticate<Customer> = (
  credentials: Credentials,
  now: Date,
  noteKey?: (key: ApiKey, customer: Customer) => void,
) => Promise<Caller<Customer>>;
