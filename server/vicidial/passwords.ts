import { execFile } from "node:child_process";
import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { join } from "node:path";

/** Vicidial's program for hashing passwords could not be run: nobody's fault who signs in. */
export class HashingFailed extends Error {}

const HASH_TIMEOUT_MS = 5_000;
/** Somebody who clicks through pages should not pay for a hash with each click. */
const REMEMBERED_MS = 60_000;
const MAX_REMEMBERED = 500;
/** Each hash is a process of its own: guessing passwords must not fill the machine. */
const MAX_PROCESSES = 4;
const MAX_WAITING = 40;

/** Takes out of a user or password what Vicidial takes out before it looks. */
export function cleanCredential(text: string): string {
  return text.replace(/[|`&'"\\; ]/g, "");
}

/** Whether something is left that may be a user or a password. No program can be handed a NUL. */
export function isCredential(text: string): boolean {
  return text !== "" && !text.includes("\0");
}

/** Compares without telling by the time taken how much was right. An empty secret equals nothing. */
export function isSameSecret(one: string, other: string): boolean {
  if (one === "" || other === "") return false;
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}

function runHashProgram(program: string, password: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { timeout: HASH_TIMEOUT_MS, maxBuffer: 4096 };
    execFile(program, [`--pass=${password}`], options, (error, output) => {
      const hash = /PHASH:\s*(\S+)/.exec(output)?.[1];
      // The error of a failed run names the whole command, password and all: it stays here.
      if (error || hash === undefined) reject(new HashingFailed("bp.pl did not hash"));
      else resolve(hash);
    });
  });
}

/** Lets few pieces of work run at once, and not many wait. */
function createNarrowGate() {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async function pass<T>(work: () => Promise<T>): Promise<T> {
    if (running >= MAX_PROCESSES) {
      if (waiting.length >= MAX_WAITING) throw new HashingFailed("too many at once");
      await new Promise<void>((go) => waiting.push(go));
    } else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}

/**
 * Hashes passwords with Vicidial's own `agc/bp.pl`: its bcrypt costs less than Node's packages accept. What was hashed
 * is remembered for a minute under a key of this process's own.
 *
 * @param webFolder PATHweb of astguiclient.conf
 */
export function createPasswordHasher(webFolder: string) {
  const program = join(webFolder, "agc", "bp.pl");
  const secret = randomBytes(32);
  const remembered = new Map<string, { readonly hash: string; readonly until: number }>();
  const gate = createNarrowGate();

  /** @throws HashingFailed where the program is missing, slow or odd */
  return async function hashPassword(password: string, salt: string, now: Date): Promise<string> {
    const key = createHmac("sha256", secret).update(`${salt}\0${password}`).digest("base64");
    const known = remembered.get(key);
    if (known && Math.abs(known.until - now.getTime()) <= REMEMBERED_MS && known.until > now.getTime())
      return known.hash;
    const hash = await gate(() => runHashProgram(program, password));
    const oldest = remembered.keys().next().value;
    if (remembered.size >= MAX_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
    remembered.set(key, { hash, until: now.getTime() + REMEMBERED_MS });
    return hash;
  };
}

export type HashPassword = ReturnType<typeof createPasswordHasher>;
