import { expect } from "chai";
import { MAX_ADDRESSES, readAddresses } from "../../server/keys/keySettings.ts";
import { canonicalRange, isAllowedFrom } from "../../server/lib/addressRanges.ts";

function reasonAgainst(addresses: readonly string[]): string {
  const reading = readAddresses(addresses);
  return "wanted" in reading ? String(reading.wanted) : "";
}

describe("A range of addresses", () => {
  const FORMS: Readonly<Record<string, string | undefined>> = {
    "203.0.113.7": "203.0.113.7",
    "203.0.113.7/32": "203.0.113.7",
    "203.0.113.0/24": "203.0.113.0/24",
    "0.0.0.0/0": "0.0.0.0/0",
    "2001:DB8:0:0::1": "2001:db8::1",
    "2001:db8::/32": "2001:db8::/32",
    "::/0": "::/0",
    "::ffff:203.0.113.7": "203.0.113.7",
    "::FFFF:cb00:7107": "203.0.113.7",
    "::ffff:203.0.113.0/120": "203.0.113.0/24",
    "::ffff:0:0/80": undefined,
    "fe80::1%eth0": undefined,
    "203.0.113.0/33": undefined,
    "2001:db8::/129": undefined,
    "203.0.113.0/": undefined,
    "203.0.113.0/8/8": undefined,
    "203.0.113": undefined,
    "010.1.2.3": undefined,
    "example.com": undefined,
    "": undefined,
  };
  for (const [text, form] of Object.entries(FORMS))
    it(`"${text}" is ${form === undefined ? "invalid" : `normalized to ${form}`}`, () => {
      expect(canonicalRange(text)).to.equal(form);
    });

  it("is kept once even if written in several ways, and the first invalid one is reported", () => {
    expect(readAddresses(["203.0.113.7", "::ffff:203.0.113.7/128", "2001:db8::/32"])).to.deep.equal({
      value: ["203.0.113.7", "2001:db8::/32"],
    });
    expect(reasonAgainst(["203.0.113.7", "x"])).to.include("“x”");
  });

  it("is one of at most 100", () => {
    const many = Array.from({ length: MAX_ADDRESSES + 1 }, (_, index) => `10.0.0.${index}`);
    expect(readAddresses(many.slice(1)))
      .to.have.property("value")
      .with.length(MAX_ADDRESSES);
    expect(reasonAgainst(many)).to.include("100");
  });
});

describe("A key with ranges", () => {
  const ALLOWED: readonly (readonly [ranges: readonly string[], address: string, isAllowed: boolean])[] = [
    [[], "203.0.113.7", true],
    [[], "", true],
    [["203.0.113.0/24"], "203.0.113.255", true],
    [["203.0.113.0/24"], "::ffff:203.0.113.1", true],
    [["203.0.113.0/24"], "203.0.114.0", false],
    [["203.0.113.0/24", "198.51.100.1"], "198.51.100.1", true],
    [["2001:db8::/32"], "2001:db8:ffff::1", true],
    [["2001:db8::/32"], "2001:db9::1", false],
    [["2001:db8::/32"], "203.0.113.1", false],
    [["0.0.0.0/0"], "198.51.100.9", true],
    [["0.0.0.0/0"], "2001:db8::1", false],
    [["::/0"], "2001:db8::1", true],
    [["::/0"], "198.51.100.9", false],
    [["fe80::/10"], "fe80::1%eth0", true],
    [["203.0.113.0/24"], "", false],
    [["203.0.113.0/24"], "unknown", false],
  ];
  for (const [ranges, address, isAllowed] of ALLOWED)
    it(`[${ranges.join(" ")}] is ${isAllowed ? "" : "not "}allowed from "${address}"`, () => {
      expect(isAllowedFrom(ranges, address)).to.equal(isAllowed);
    });
});
