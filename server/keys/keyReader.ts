import { createLru } from "../lib/lru.ts";
import type { ApiAccount, Users } from "../vicidial/users.ts";
import { type ApiKey, hashApiKey } from "./apiKey.ts";
import type { KeyStore } from "./keyStore.ts";

/** A customer's Vicidial, as far as reading users needs it. */
interface UserSource {
  readonly users: Users;
  /** Whether the customer's Vicidial and the keys are in the same database. */
  readonly isHome: boolean;
}

interface KeyReaderDependencies {
  readonly keys: KeyStore;
  readonly findCustomer: (name: string) => UserSource | undefined;
}

/** A key, and its user if that was read at the same time. */
export interface ReadKey {
  readonly key: ApiKey | undefined;
  readonly user?: ApiAccount | undefined;
}

/** Bounds the memory. Other keys take one more round trip. */
const MAX_KEYS = 10_000;

/**
 * Reads keys by their secrets. Remembers which user a key acts as, so that the next request reads both in one round trip. Only the
 * name is remembered: what decides about a request is read for each one.
 */
export function createKeyReader({ keys, findCustomer }: KeyReaderDependencies) {
  const owners = createLru<string, Pick<ApiKey, "customer" | "vicidialUser">>(MAX_KEYS);

  async function readWithUser(secret: string, hash: string): Promise<ReadKey | undefined> {
    const owner = owners.get(hash);
    const customer = owner && findCustomer(owner.customer);
    if (!owner || !customer?.isHome) return undefined;
    const finding = customer.users.finding(owner.vicidialUser);
    const [key, user] = await keys.findBySecretWith(secret, finding);
    const isSame = key?.customer === owner.customer && key.vicidialUser === owner.vicidialUser;
    return isSame ? { key, user } : { key };
  }

  return async function readKey(secret: string): Promise<ReadKey> {
    const hash = hashApiKey(secret).toString("base64");
    // Reading the key alone tells whether it is the user that cannot be read.
    const read = await readWithUser(secret, hash).catch(() => undefined);
    if (read) return read;
    const key = await keys.findBySecret(secret);
    if (key) owners.set(hash, key);
    return { key };
  };
}
