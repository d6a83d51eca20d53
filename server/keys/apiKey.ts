import { createHash, randomInt } from "node:crypto";
import { crc32 } from "node:zlib";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const PREFIX = "vda_";
/** 32 characters of base62 are 190 random bits. */
const SECRET_LENGTH = 32;
const CHECKSUM_LENGTH = 6;
const SHAPE = new RegExp(`^${PREFIX}[0-9A-Za-z]{${SECRET_LENGTH + CHECKSUM_LENGTH}}$`);
/** How much of a key may be shown afterwards: enough to tell keys apart, far too little to guess one. */
const SHOWN_LENGTH = PREFIX.length + 6;

function base62(value: number, length: number): string {
  let rest = value;
  let digits = "";
  while (digits.length < length) {
    digits = ALPHABET.charAt(rest % ALPHABET.length) + digits;
    rest = Math.floor(rest / ALPHABET.length);
  }
  return digits;
}

/** CRC-32 of the rest: it finds typing mistakes and look-alikes before any query, and is no secret. */
function checksum(body: string): string {
  return base62(crc32(body), CHECKSUM_LENGTH);
}

/** Makes a new key: `vda_`, 190 random bits in base62, and a checksum of 6 characters. */
export function makeApiKey(): string {
  const secret = Array.from({ length: SECRET_LENGTH }, () => ALPHABET.charAt(randomInt(ALPHABET.length)));
  const body = PREFIX + secret.join("");
  return body + checksum(body);
}

/** Whether a text has the shape and the checksum of a key; says nothing of whether the key exists. */
export function isWellFormedApiKey(text: string): boolean {
  return SHAPE.test(text) && checksum(text.slice(0, -CHECKSUM_LENGTH)) === text.slice(-CHECKSUM_LENGTH);
}

/** SHA-256 of a key: what is stored and searched. */
export function hashApiKey(key: string): Buffer {
  return createHash("sha256").update(key).digest();
}

/** The beginning of a key, for lists and logs. */
export function shownPrefix(key: string): string {
  return key.slice(0, SHOWN_LENGTH);
}
