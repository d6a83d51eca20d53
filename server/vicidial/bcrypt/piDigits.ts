/** Extra bits that absorb rounding errors of the two series. */
const GUARD_BITS = 64n;

/** Returns arctan(1/x) as a fixed-point number, by its Taylor series. */
function arctanInverse(x: bigint, unit: bigint): bigint {
  const square = x * x;
  let power = unit / x;
  let sum = power;
  for (let [n, sign] = [3n, -1n]; power > 0n; n += 2n, sign = -sign) {
    power /= square;
    sum += (sign * power) / n;
  }
  return sum;
}

/**
 * Returns the fraction of π as 32-bit words, by Machin's formula π = 16 arctan(1/5) - 4 arctan(1/239). Blowfish starts from these
 * digits. Computing them takes a few milliseconds and saves a table of a thousand numbers. Pure.
 */
export function piFraction(words: number): Uint32Array {
  const bits = BigInt(words) * 32n;
  const unit = 1n << (bits + GUARD_BITS);
  const pi = 16n * arctanInverse(5n, unit) - 4n * arctanInverse(239n, unit);
  const hex = ((pi - 3n * unit) >> GUARD_BITS).toString(16).padStart(words * 8, "0");
  return Uint32Array.from({ length: words }, (_, n) => Number.parseInt(hex.slice(n * 8, n * 8 + 8), 16));
}
