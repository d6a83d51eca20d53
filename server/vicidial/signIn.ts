import type { Knex } from "knex";
import { isSchemaMismatch } from "../db/failures.ts";
import { toUtcText } from "../db/instants.ts";
import { queryRows } from "../db/sql.ts";
import { type Account, type AdminUser, createAccounts } from "./adminUsers.ts";
import { createIpLists } from "./ipLists.ts";
import { createLoginBooks, isLocked } from "./lockout.ts";
import { createOneByOne, TooManyWaiting } from "./oneByOne.ts";
import { cleanCredential, type HashPassword, isCredential, isSameSecret } from "./passwords.ts";
import { LOCAL_TIME } from "./serverTime.ts";
import { createSystemSettings, type SystemSettings } from "./systemSettings.ts";

/** The realm of Vicidial's own admin: a browser that has signed in there sends the same to us. */
export const REALM = "CONTACT-CENTER-ADMIN";
const MIN_LEVEL = 8;

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** Why somebody is not let in; for the log, and to say so where the person is known by then. */
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
  | { readonly refusal: SignInRefusal };

/** Reads `Authorization: Basic …`; undefined for anything else. */
export function readBasic(header: string): Credentials | undefined {
  const encoded = /^Basic +([A-Za-z0-9+/=_-]+) *$/i.exec(header)?.[1];
  if (encoded === undefined) return undefined;
  const [, user, password] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, "base64").toString("utf8")) ?? [];
  return user === undefined || password === undefined ? undefined : { user, password };
}

/** Signs people in as Vicidial's admin does: same users, same rules, same books. */
export function createSignIn(db: Knex, vicidialDatabase: string, hashPassword: HashPassword) {
  const readSettings = createSystemSettings(db, vicidialDatabase);
  const accounts = createAccounts(db, vicidialDatabase);
  const books = createLoginBooks(db, vicidialDatabase);
  const ipLists = createIpLists(db, vicidialDatabase);
  const oneByOne = createOneByOne();

  async function refusesAddress(
    account: Account,
    settings: SystemSettings,
    address: string,
  ): Promise<boolean> {
    if (!settings.usesIpLists || account.ignoresIpLists) return false;
    if (ipLists.isNamed(settings.blacklist) && (await ipLists.holds(settings.blacklist, address)))
      return true;
    return ipLists.isNamed(account.adminIpList) && !(await ipLists.holds(account.adminIpList, address));
  }

  /** Where second factors are wanted, one that cannot be looked up is missing. */
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
    if (!account.active) return "inactive_user";
    return account.level < MIN_LEVEL ? "user_level" : undefined;
  }

  /** In clear as Vicidial compares, by collation: who gets in there must not be counted as failing here. */
  async function isRight(account: Account, secret: string, settings: SystemSettings): Promise<boolean> {
    if (settings.hashesPasswords) return isSameSecret(account.passwordHash, secret);
    return isSameSecret(account.password, secret) || accounts.takesPassword(account.user, secret);
  }

  async function judge(
    name: string,
    secret: string,
    settings: SystemSettings,
    address: string,
    now: Date,
  ): Promise<SignInResult> {
    const account = await accounts.find(name, now);
    if (account && isLocked(account)) {
      await books.noteLocked(account, address);
      return { refusal: "locked" };
    }
    const refusal = refusalOf(account, account !== undefined && (await isRight(account, secret, settings)));
    if (!account || refusal) {
      if (account) await books.noteFailure(account, address, now);
      return { refusal: refusal ?? "unknown_user" };
    }
    if (await refusesAddress(account, settings, address)) return { refusal: "address" };
    await books.noteSuccess(account, address, now);
    if (account.isApiOnly) return { refusal: "api_only" };
    if (await lacksTwoFactors(account, settings, now)) return { refusal: "two_factor" };
    return { user: account.person };
  }

  /**
   * Looks who it is, on every request anew: whoever was disabled is out with the next click. A user's passwords are tried
   * one after the other: of many that were sent at once, those after the tenth wrong one must meet the lock.
   *
   * @throws HashingFailed where passwords are hashed and Vicidial's program for it does not answer
   */
  return async function signIn(credentials: Credentials, address: string, now: Date): Promise<SignInResult> {
    const [name, password] = [cleanCredential(credentials.user), cleanCredential(credentials.password)];
    if (!isCredential(name) || !isCredential(password)) return { refusal: "no_credentials" };
    const settings = await readSettings();
    // Before looking who it is: how long an answer takes must not tell which users there are.
    const secret = settings.hashesPasswords ? await hashPassword(password, settings.hashSalt, now) : password;
    const user = await accounts.properName(name);
    if (user === undefined) return { refusal: "unknown_user" };
    try {
      return await oneByOne(user, () => judge(user, secret, settings, address, now));
    } catch (error) {
      if (error instanceof TooManyWaiting) return { refusal: "locked" };
      throw error;
    }
  };
}

export type SignIn = ReturnType<typeof createSignIn>;
