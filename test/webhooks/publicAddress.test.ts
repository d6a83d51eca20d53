import { expect } from "chai";
import { addressSet } from "../../server/lib/addressRanges.ts";
import { isReachable } from "../../server/webhooks/publicAddress.ts";
import { MOST_ATTEMPTS, nextDelay } from "../../server/webhooks/retrySchedule.ts";
import { parseUrl } from "../../server/webhooks/webhook.ts";

const NONE = addressSet([]);

describe("A webhook", () => {
  it("reaches addresses on the public internet only", () => {
    for (const address of [
      "8.8.8.8",
      "1.1.1.1",
      "172.15.0.1",
      "172.32.0.1",
      "2606:4700::1111",
      "::ffff:8.8.8.8",
    ])
      expect(isReachable(address, NONE), address).to.equal(true);
    for (const address of [
      ...["127.0.0.1", "127.9.9.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1"],
      ...[
        "169.254.169.254",
        "100.64.0.1",
        "192.0.0.8",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
      ],
      ...[
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "fd12:3456::1",
        "ff02::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "64:ff9b::7f00:1",
      ],
      ...["::ffff:127.0.0.1", "::ffff:7f00:1", "::ffff:10.0.0.1", "::127.0.0.1", "localhost", ""],
    ])
      expect(isReachable(address, NONE), address).to.equal(false);
  });

  it("reaches other addresses where the operator allows them", () => {
    const allowed = addressSet(["10.20.0.0/16", "::1"]);
    expect(isReachable("10.20.1.1", allowed)).to.equal(true);
    expect(isReachable("::ffff:10.20.1.1", allowed)).to.equal(true);
    expect(isReachable("::1", allowed)).to.equal(true);
    expect(isReachable("10.21.1.1", allowed)).to.equal(false);
  });

  it("has an address that starts with https and says nothing secret", () => {
    const parse = (text: string) => parseUrl(text, (address) => isReachable(address, NONE));
    expect(parse(" https://crm.example.com/hook?x=1#top ")).to.deep.equal({
      value: "https://crm.example.com/hook?x=1",
    });
    for (const text of [
      ...["", "crm.example.com", "http://crm.example.com/", "ftp://crm.example.com", "javascript:alert(1)"],
      ...[
        "https://user:secret@crm.example.com/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://localhost:8443/",
      ],
      ...[
        "https://2130706433/",
        "https://0x7f.1/",
        "https://[::ffff:127.0.0.1]/",
        `https://crm.example.com/${"x".repeat(500)}`,
      ],
    ])
      expect(parse(text), text).to.have.property("error");
  });

  it("is tried again for a day and a half, with growing pauses and as the receiver asks", () => {
    const delays = Array.from({ length: MOST_ATTEMPTS }, (_, n) => nextDelay(n + 1, undefined, 0));
    expect(delays.at(-1)).to.equal(undefined);
    const waits = delays.slice(0, -1) as number[];
    expect(waits).to.deep.equal(waits.toSorted((one, other) => one - other));
    expect(waits.reduce((sum, wait) => sum + wait, 0) / 3600).to.be.within(24, 48);
    expect(nextDelay(1, 90, 0)).to.equal(90);
    expect(nextDelay(1, 900_000, 0)).to.equal(86_400);
    expect(nextDelay(2, undefined, 1)).to.equal(360);
  });
});
