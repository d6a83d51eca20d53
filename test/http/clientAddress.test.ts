import type { IncomingMessage } from "node:http";
import { expect } from "chai";
import fc from "fast-check";
import type { ParameterizedContext } from "koa";
import { clientAddress, isLocal } from "../../server/http/clientAddress.ts";
import { addressSet, holds } from "../../server/lib/addressRanges.ts";

const PROXIES = addressSet(["10.0.0.0/8", "127.0.0.1", "2001:db8:ffff::/48"]);

/** The parts of a request that identify its sender. */
function callFrom(
  remoteAddress: string | undefined,
  headers: Record<string, string> = {},
): ParameterizedContext {
  const sent = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const req = { socket: { remoteAddress } } as IncomingMessage;
  const get = (name: string) => sent.get(name.toLowerCase()) ?? "";
  return { req, headers: Object.fromEntries(sent), get } as ParameterizedContext;
}

const through = (peer: string, forwardedFor: string) => callFrom(peer, { "X-Forwarded-For": forwardedFor });

describe("The address of a caller", () => {
  const CASES: Readonly<Record<string, readonly [peer: string, forwardedFor: string, expected: string]>> = {
    "the peer's, if nothing was forwarded": ["203.0.113.7", "", "203.0.113.7"],
    "an IPv6 peer's": ["2001:db8::7", "", "2001:db8::7"],
    "an IPv4 peer's, if the socket listens on both families": ["::ffff:203.0.113.7", "", "203.0.113.7"],
    "the peer's, if an untrusted peer forwards an address": ["203.0.113.7", "198.51.100.1", "203.0.113.7"],
    "the one that a trusted proxy forwarded": ["10.0.0.1", "198.51.100.1", "198.51.100.1"],
    "the one that a trusted proxy forwarded, as IPv6": ["2001:db8:ffff::1", "2001:db8::9", "2001:db8::9"],
    "the one that a trusted proxy forwarded, as IPv4 within IPv6": [
      "::ffff:10.0.0.1",
      "::FFFF:198.51.100.1",
      "198.51.100.1",
    ],
    "the last untrusted one before a chain of trusted proxies": [
      "127.0.0.1",
      "198.51.100.1, 10.1.1.1,10.2.2.2",
      "198.51.100.1",
    ],
    "never one to the left of the last untrusted one": [
      "10.0.0.1",
      "127.0.0.1, 198.51.100.1",
      "198.51.100.1",
    ],
    "the outermost proxy's, if only proxies are listed": ["10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"],
    "the proxy's, if it forwarded junk": ["10.0.0.1", "<script>", "10.0.0.1"],
    "the proxy's, if it forwarded nothing": ["10.0.0.1", " , ", "10.0.0.1"],
    "the proxy's, if it forwarded `unknown`": ["10.0.0.1", "198.51.100.1, unknown", "10.0.0.1"],
  };
  for (const [what, [peer, forwardedFor, expected]] of Object.entries(CASES)) {
    it(`is ${what}`, () => {
      expect(clientAddress(through(peer, forwardedFor), PROXIES)).to.equal(expected);
    });
  }

  it("is empty if the peer is already disconnected", () => {
    expect(clientAddress(callFrom(undefined), PROXIES)).to.equal("");
  });

  it("does not depend on entries that the caller puts before those of the proxies", () => {
    const forged = fc.array(
      fc.oneof(fc.ipV4(), fc.ipV6(), fc.string(), fc.constantFrom("127.0.0.1", "10.0.0.9", "::1")),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(forged, (entries) => {
        const header = [...entries, "198.51.100.1", "10.0.0.2"].join(",");
        expect(clientAddress(through("10.0.0.1", header), PROXIES)).to.equal("198.51.100.1");
      }),
    );
  });

  it("is found quickly in a header with 100,000 hops", () => {
    const header = `198.51.100.1,${"10.0.0.2,".repeat(100_000)}10.0.0.3`;
    expect(holds(PROXIES, clientAddress(through("10.0.0.1", header), PROXIES))).to.equal(true);
  });
});

describe("A local request", () => {
  for (const peer of ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"])
    it(`includes one from ${peer}`, () => {
      expect(isLocal(callFrom(peer))).to.equal(true);
    });

  for (const peer of ["203.0.113.7", "10.0.0.1", "2001:db8::1", "::", "0.0.0.0", undefined])
    it(`does not include one from ${peer ?? "a disconnected peer"}`, () => {
      expect(isLocal(callFrom(peer))).to.equal(false);
    });

  for (const header of ["X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Forwarded", "Via"])
    it(`does not include one that a local proxy forwards with ${header}`, () => {
      for (const value of ["127.0.0.1", "::1", ""])
        expect(isLocal(callFrom("127.0.0.1", { [header]: value }))).to.equal(false);
    });

  it("does not include one from a remote caller that claims to be local", () => {
    for (const forged of ["127.0.0.1", "127.0.0.1, 198.51.100.1", "::1, 198.51.100.1, 10.0.0.2"])
      for (const peer of ["127.0.0.1", "10.0.0.1", "203.0.113.7"])
        expect(isLocal(through(peer, `${forged}, 198.51.100.1`))).to.equal(false);
  });
});

describe("A set of addresses", () => {
  it("contains the IPv4 and IPv6 addresses in its ranges", () => {
    const set = addressSet(["192.0.2.0/24", "198.51.100.7", "2001:db8::/32", "::1/128", "0.0.0.0/32"]);
    for (const inside of ["192.0.2.255", "198.51.100.7", "2001:db8:1::1", "::1", "0.0.0.0"])
      expect(holds(set, inside), inside).to.equal(true);
    for (const outside of ["192.0.3.0", "198.51.100.8", "2001:db9::", "::2", "0.0.0.1", "", "x", "192.0.2"])
      expect(holds(set, outside), outside).to.equal(false);
  });

  for (const range of [
    "",
    "x",
    "10.0.0.0/33",
    "::/129",
    "10.0.0.0/-1",
    "10.0.0.0/8x",
    "10.0.0.0/",
    "10.0.0.0/8/8",
    "10.0.0",
    "10.0.0.0/1.5",
  ])
    it(`refuses "${range}", and names the range`, () => {
      expect(() => addressSet([range])).to.throw(RangeError, `"${range}"`);
    });
});
