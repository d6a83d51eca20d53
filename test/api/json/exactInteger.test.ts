import { expect } from "chai";
import fc from "fast-check";
import { exactInteger } from "../../../server/api/json/exactInteger.ts";

/** Returns a JSON number as an exact fraction of big integers. */
function fractionOf(text: string): { readonly over: bigint; readonly under: bigint } {
  const [mantissa = "", exponent = "0"] = text.toLowerCase().split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  const scale = Number(exponent) - fraction.length;
  const digits = BigInt(whole + fraction);
  return scale < 0
    ? { over: digits, under: 10n ** BigInt(-scale) }
    : { over: digits * 10n ** BigInt(scale), under: 1n };
}

const digits = (maxLength: number) =>
  fc
    .array(fc.oneof({ weight: 3, arbitrary: fc.constant("0") }, fc.constantFrom(..."123456789")), {
      minLength: 1,
      maxLength,
    })
    .map((all) => all.join(""));
const jsonNumber = fc
  .tuple(
    fc.constantFrom("", "-"),
    digits(20).map((text) => text.replace(/^0+(?=\d)/, "")),
    fc.oneof(
      fc.constant(""),
      digits(25).map((text) => `.${text}`),
    ),
    fc.oneof(
      fc.constant(""),
      fc.integer({ min: -40, max: 40 }).map((power) => `e${power}`),
    ),
  )
  .map((pieces) => pieces.join(""));

describe("The integer value of a JSON number", () => {
  it("is exact, or undefined if the number is not a safe integer", () => {
    fc.assert(
      fc.property(jsonNumber, (text) => {
        const { over, under } = fractionOf(text);
        const value = over % under === 0n ? over / under : undefined;
        const isHeld = value !== undefined && value <= 2n ** 53n - 1n && value >= 1n - 2n ** 53n;
        expect(exactInteger(text), text).to.equal(isHeld ? Number(value) : undefined);
      }),
      { numRuns: 5000 },
    );
  });

  it("is undefined for text that is not a number", () => {
    for (const text of ["null", "true", '"1"', "[1]", '{"a":1}', ""])
      expect(exactInteger(text), text).to.equal(undefined);
  });
});
