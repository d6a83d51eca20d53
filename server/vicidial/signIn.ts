import type { Knex } from "knex";
import { isSchemaMismatch } from "../db/databaseErrors.ts";
import { queryRows, toUtcText } from "../db/sql.ts";
import { createKeyedQueue, TooManyWaiting } from "../lib/keyedQueue.ts";
import { type Account, type AdminUser, createAccounts, NOBODY } from "./adminUsers.ts";
import type { AttemptLimiter } from "./attemptLimiter.ts";
import type { Hasher } from "./bcrypt/index.ts";
import { createIpLists } from "./ipLists.ts";
import { createLoginBooks, isLocked } from "./lockout.ts";
import { createRecentSignIns, isSameSecret, stripCredential } from "./passwords.ts";
import { LOCAL_TIME } from "./serverTime.ts";
import { createSystemSettings, type SystemSettings } from "./systemSettings.ts";

/** The realm of Vicidial's admin, so that browsers reuse its sign-in. */
export const REALM = "CONTACT-CENTER-ADMIN";
/** Lowest user level for the pages. */
export const MIN_PAGE_LEVEL = 8;

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** Why a sign-in was refused: for the log, and for the page if the password was correct. */
export type SignInRefusal =
  | "no_credentials"
  | "unknown_user"
  | "locked"
  | "wrong_password"
  | "inactive_user"
  | "user_level"
  | "address"
  | "api_only"
  | "two_factor";

export type SignInResult =
  | { readonly user: AdminUser; readonly refusal?: never }
  | { readonly refusal: SignInRefusal }
  /** Too many failed attempts; the password was not checked. */
  | { readonly refusal: "throttled"; readonly retrySeconds: number };

/** Retry delay when the hash queue is full. */
const RETRY_SECONDS = 5;
/** Refusals after a correct password, which do not count as failed attempts. */
const KNOWN_PERSON: ReadonlySet<string> = new Set(["user_level", "address", "api_only", "two_factor"]);

function isFailure({ refusal }: SignInResult): boolean {
  return refusal !== undefined && !KNOWN_PERSON.has(refusal);
}

/** Parses `Authorization: Basic …`; undefined for anything else. */
export function readBasic(header: string): Credentials | undefined {
  const encoded = /^Basic +([A-Za-z0-9+/=_-]+) *$/i.exec(header)?.[1];
  if (encoded === undefined) return undefined;
  const [, user, password] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, "base64").toString("utf8")) ?? [];
  return user === undefined || password === undefined ? undefined : { user, password };
}

/** Signs users in by the rules of Vicidial's admin, and updates the same counters. */
export function createSignIn(
  db: Knex,
  vicidialDatabase: string,
  { hasher, attempts }: { readonly hasher: Pick<Hasher, "hash">; readonly attempts: AttemptLimiter },
) {
  const readSettings = createSystemSettings(db, vicidialDatabase);
  const accounts = createAccounts(db, vicidialDatabase);
  const books = createLoginBooks(db, vicidialDatabase);
  const ipLists = createIpLists(db, vicidialDatabase);
  const oneByOne = createKeyedQueue();
  const recent = createRecentSignIns();

  function refusesAddress(account: Account, settings: SystemSettings, address: string): Promise<boolean> {
    const { usesIpLists, blacklist } = settings;
    const { ignoresIpLists, adminIpList: allowList } = account;
    return ipLists.block({ usesIpLists, blacklist, allowList, ignoresIpLists }, address);
  }

  /** If two-factor sign-in is required but cannot be looked up, it counts as missing. */
  async function lacksTwoFactors(account: Account, settings: SystemSettings, now: Date): Promise<boolean> {
    if (!settings.wantsTwoFactors || account.skipsTwoFactors) return false;
    const utc = toUtcText(now);
    try {
      const rows = await queryRows(
        db,
        `SELECT 1 FROM ??.vicidial_two_factor_auth
         WHERE user = ? AND auth_stage = '1' AND auth_exp_date > ${LOCAL_TIME} LIMIT 1`,
        [vicidialDatabase, account.user, utc, utc],
      );
      return rows.length === 0;
    } catch (error) {
      if (isSchemaMismatch(error)) return true;
      throw error;
    }
  }

  function refusalOf(account: Account | undefined, isRight: boolean): SignInRefusal | undefined {
    if (!account) return "unknown_user";
    if (!isRight) return "wrong_password";
    return account.active ? undefined : "inactive_user";
  }

  /** Compares clear passwords by collation, as Vicidial does; a stricter check would count its users as failing. */
  async function isRight(account: Account, secret: string, settings: SystemSettings): Promise<boolean> {
    if (settings.hashesPasswords) return isSameSecret(account.passwordHash, secret);
    return isSameSecret(account.password, secret) || accounts.takesPassword(account.user, secret);
  }

  /** Does the same work for an unknown or locked user, so that the response time does not reveal users. */
  async function judge(
    name: string | undefined,
    secret: string,
    settings: SystemSettings,
    address: string,
    now: Date,
  ): Promise<SignInResult> {
    const found = await accounts.find(name ?? NOBODY.user, now);
    const account = found ?? NOBODY;
    const right = await isRight(account, secret, settings);
    if (found && isLocked(account)) {
      await books.noteLocked(account, address);
      return { refusal: "locked" };
    }
    const refusal = refusalOf(found, right);
    if (refusal) {
      await books.noteFailure(account, address, now);
      return { refusal };
    }
    if (await refusesAddress(account, settings, address)) return { refusal: "address" };
    // Not counted: Vicidial's reports accept this password at level 7, and counting would lock the user out.
    if (account.level < MIN_PAGE_LEVEL) return { refusal: "user_level" };
    await books.noteSuccess(account, address, now);
    if (account.isApiOnly) return { refusal: "api_only" };
    if (await lacksTwoFactors(account, settings, now)) return { refusal: "two_factor" };
    return { user: account.person };
  }

  /** Checks one user's attempts one after the other, so that parallel guesses meet the lock after the tenth. */
  async function inTurn(user: string, secret: string, settings: SystemSettings, address: string, now: Date) {
    const name = await accounts.properName(user);
    return oneByOne((name ?? user).toLowerCase(), () => judge(name, secret, settings, address, now));
  }

  /**
   * Signs a user in on every request, so that disabling a user takes effect at once.
   *
   * @throws HashingFailed if Vicidial's hash settings are invalid, or the hash takes too long
   */
  return async function signIn(credentials: Credentials, address: string, now: Date): Promise<SignInResult> {
    const settings = await readSettings();
    const user = stripCredential(credentials.user, settings.keepsEveryScript);
    const password = stripCredential(credentials.password, settings.keepsEveryScript);
    if (user === "" || password === "") return { refusal: "no_credentials" };
    const { key, cost } = settings.hashing;
    const typed = [user, password, ...(settings.hashesPasswords ? [key, String(cost)] : [])];
    const known = recent.find(typed, now);
    const attempt = known === undefined ? attempts.begin(address, user, now) : undefined;
    if (typeof attempt === "number") return { refusal: "throttled", retrySeconds: attempt };

    try {
      // Hash before the look-up, so that the response time does not reveal users.
      const secret = settings.hashesPasswords
        ? (known ?? (await hasher.hash(password, settings.hashing, { address, user })))
        : password;
      const result = await inTurn(user, secret, settings, address, now);
      if (result.refusal === undefined) recent.note(typed, settings.hashesPasswords ? secret : "", now);
      if (!isFailure(result)) attempt?.clear();
      return result;
    } catch (error) {
      if (error instanceof TooManyWaiting) return { refusal: "throttled", retrySeconds: RETRY_SECONDS };
      attempt?.clear();
      throw error;
    }
  };
}

export type SignIn = ReturnType<typeof createSignIn>;
