import { encryptOften, expensiveSetup } from "./blowfish.ts";

const MAGIC = Buffer.from("OrpheanBeholderScryDoubt");
const MAGIC_ROUNDS = 64;
export const SALT_BYTES = 16;
const MAX_KEY_BYTES = 72;
/** bcrypt drops the last of its 24 bytes. */
const HASH_BYTES = 23;

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const BCRYPT_BASE64 = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** Encodes bytes with bcrypt's base64 alphabet, without padding. */
function toBcryptBase64(bytes: Buffer): string {
  const digits = bytes.toString("base64").replace(/=+$/, "");
  return digits.replace(/./g, (digit) => BCRYPT_BASE64.charAt(BASE64.indexOf(digit)));
}

/**
 * Returns the 31 characters after the salt of a `$2a$` bcrypt hash, as in Vicidial's `pass_hash`. Our own code, because Vicidial's
 * default cost of 2 is below what libraries accept. Pure.
 *
 * @param cost log2 of the number of rounds
 * @param salt 16 bytes
 * @throws RangeError for another salt length
 */
export function bcryptHash(password: string, cost: number, salt: Uint8Array): string {
  if (salt.length !== SALT_BYTES) throw new RangeError(`a salt has ${SALT_BYTES} bytes`);
  const key = Buffer.from(`${password}\0`).subarray(0, MAX_KEY_BYTES);
  return toBcryptBase64(
    encryptOften(expensiveSetup(cost, salt, key), MAGIC, MAGIC_ROUNDS).subarray(0, HASH_BYTES),
  );
}
