import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** Replacement character for bytes that are not UTF-8. PHP treats such a text as empty. */
const UNDECODABLE = "\u{FFFD}";

/**
 * Removes the characters that Vicidial removes from users and passwords, both before it stores and before it compares them.
 * Source: admin.php, which keeps `[-_0-9a-zA-Z]`, or letters of any script where `use_non_latin` is on.
 */
export function stripCredential(text: string, keepsEveryScript: boolean): string {
  if (!keepsEveryScript) return text.replace(/[^-_0-9a-zA-Z]/g, "");
  return text.includes(UNDECODABLE) ? "" : text.replace(/[^-_0-9\p{L}]/gu, "");
}

/** Compares in constant time. An empty secret equals nothing. */
export function isSameSecret(one: string, other: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  const isSame = timingSafeEqual(digest(one), digest(other));
  return isSame && one !== "" && other !== "";
}

/** A user who clicks through pages pays for one hash per quarter of an hour. */
const REMEMBERED_MS = 15 * 60_000;
const MAX_REMEMBERED = 500;

/**
 * Remembers hashes of recent correct credentials under a key of this process. Wrong ones are never stored, so guesses evict
 * nobody. The credentials themselves are still checked on every request.
 */
export function createRecentSignIns() {
  const secret = randomBytes(32);
  const recent = new Map<string, { readonly hash: string; readonly until: number }>();
  const keyOf = (parts: readonly string[]) =>
    createHmac("sha256", secret).update(JSON.stringify(parts)).digest("base64");

  return {
    /** Returns the hash of credentials that were recently correct. */
    find(credentials: readonly string[], now: Date): string | undefined {
      const known = recent.get(keyOf(credentials));
      const left = known ? known.until - now.getTime() : 0;
      return left > 0 && left <= REMEMBERED_MS ? known?.hash : undefined;
    },

    note(credentials: readonly string[], hash: string, now: Date): void {
      const key = keyOf(credentials);
      recent.delete(key);
      const oldest = recent.keys().next().value;
      if (recent.size >= MAX_REMEMBERED && oldest !== undefined) recent.delete(oldest);
      recent.set(key, { hash, until: now.getTime() + REMEMBERED_MS });
    },
  };
}
