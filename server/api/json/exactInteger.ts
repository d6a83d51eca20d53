const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;
/** Number of digits of 2^53 - 1. */
const MAX_DIGITS = 16;

/** Counts trailing zeros. Not by a regular expression: it would take quadratic time. */
function endingZeros(digits: string): number {
  let start = digits.length;
  while (start > 0 && digits[start - 1] === "0") start -= 1;
  return digits.length - start;
}

/**
 * Returns the integer that a JSON text stands for, as written: `1.0`, `1e2` and `10e-1` are integers, as JSON Schema says;
 * `1.0000000000000000001` is none, although JavaScript reads it as 1.
 *
 * @returns undefined for all other values, and for integers beyond 2^53 - 1, which JavaScript cannot hold exactly
 */
export function exactInteger(text: string): number | undefined {
  const [, sign, whole = "", fraction = "", exponent = "0"] = NUMBER.exec(text) ?? [];
  if (sign === undefined) return undefined;
  const written = (whole + fraction).replace(/^0+/, "");
  if (written === "") return 0;
  const zeros = endingZeros(written);
  const digits = written.slice(0, written.length - zeros);
  const scale = Number(exponent) - fraction.length + zeros;
  if (scale < 0 || digits.length + scale > MAX_DIGITS) return undefined;
  const value = Number(`${sign}${digits}e${scale}`);
  return Number.isSafeInteger(value) ? value : undefined;
}
