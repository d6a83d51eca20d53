import { piFraction } from "./piDigits.ts";

/**
 * Blowfish with the expensive key setup of bcrypt.
 *
 * Source: Provos and Mazières, "A Future-Adaptable Password Scheme", USENIX 1999; Schneier, "Description of a New
 * Variable-Length Key, 64-Bit Block Cipher (Blowfish)", 1993.
 */

const ROUNDS = 16;
const SUBKEYS = ROUNDS + 2;
const BOX = 256;
const BOXES = 4;

/** The subkeys and the four S-boxes, in the order of the digits of π. */
type State = Uint32Array;

let initial: State | undefined;

function initialState(): State {
  initial ??= piFraction(SUBKEYS + BOXES * BOX);
  return initial.slice();
}

const word = (words: Uint32Array, index: number): number => words[index] ?? 0;

/** Encrypts a block (`block[0]`, `block[1]`) in place. */
function encrypt(state: State, block: Uint32Array): void {
  let [left, right] = [word(block, 0), word(block, 1)];
  for (let round = 0; round < ROUNDS; round += 1) {
    left ^= word(state, round);
    const a = word(state, SUBKEYS + (left >>> 24));
    const b = word(state, SUBKEYS + BOX + ((left >>> 16) & 255));
    const c = word(state, SUBKEYS + 2 * BOX + ((left >>> 8) & 255));
    const d = word(state, SUBKEYS + 3 * BOX + (left & 255));
    const mixed = ((((a + b) | 0) ^ c) + d) | 0;
    [left, right] = [right ^ mixed, left];
  }
  block[0] = right ^ word(state, ROUNDS + 1);
  block[1] = left ^ word(state, ROUNDS);
}

/** Returns `count` big-endian words by repeating the bytes. */
function cycleWords(bytes: Uint8Array, count: number): Uint32Array {
  const byte = (index: number) => bytes[index % bytes.length] ?? 0;
  return Uint32Array.from(
    { length: count },
    (_, n) => (byte(4 * n) << 24) | (byte(4 * n + 1) << 16) | (byte(4 * n + 2) << 8) | byte(4 * n + 3),
  );
}

/** Mixes a key (the words for the subkeys) and a salt of four words into the state. */
function expandKey(state: State, key: Uint32Array, salt: Uint32Array): void {
  for (let n = 0; n < SUBKEYS; n += 1) state[n] = word(state, n) ^ word(key, n);
  const block = new Uint32Array(2);
  for (let n = 0; n < state.length; n += 2) {
    block[0] = word(block, 0) ^ word(salt, n % 4);
    block[1] = word(block, 1) ^ word(salt, (n + 1) % 4);
    encrypt(state, block);
    state[n] = word(block, 0);
    state[n + 1] = word(block, 1);
  }
}

const NO_SALT = new Uint32Array(4);

/** Sets up a cipher with a salt and a key, in 2^cost rounds. */
export function expensiveSetup(cost: number, salt: Uint8Array, key: Uint8Array): State {
  const state = initialState();
  const saltWords = cycleWords(salt, 4);
  const [keySubkeys, saltSubkeys] = [cycleWords(key, SUBKEYS), cycleWords(salt, SUBKEYS)];
  expandKey(state, keySubkeys, saltWords);
  for (let round = 0; round < 2 ** cost; round += 1) {
    expandKey(state, keySubkeys, NO_SALT);
    expandKey(state, saltSubkeys, NO_SALT);
  }
  return state;
}

/** Encrypts whole blocks of a text `times` times. */
export function encryptOften(state: State, text: Uint8Array, times: number): Buffer {
  const words = cycleWords(text, text.length / 4);
  for (let n = 0; n < words.length; n += 2) {
    const block = words.subarray(n, n + 2);
    for (let time = 0; time < times; time += 1) encrypt(state, block);
  }
  const bytes = Buffer.alloc(text.length);
  words.forEach((value, n) => {
    bytes.writeUInt32BE(value, n * 4);
  });
  return bytes;
}
