import { expect } from "chai";
import { createAttemptLimiter } from "../../server/vicidial/attemptLimiter.ts";

const NOW = new Date("2026-11-25T10:00:00Z");

describe("The limit of failed sign-ins", () => {
  function fail(
    limiter: ReturnType<typeof createAttemptLimiter>,
    address: string,
    user: string,
    times: number,
  ) {
    return Array.from({ length: times }, () => limiter.begin(address, user, NOW)).filter(
      (attempt) => typeof attempt !== "number",
    ).length;
  }

  it("blocks one user after too many attempts, but not others at the same address", () => {
    const limiter = createAttemptLimiter();
    expect(fail(limiter, "192.0.2.1", "victim", 500)).to.equal(40);
    expect(limiter.begin("192.0.2.1", "VICTIM", NOW)).to.equal(60);
    expect(fail(limiter, "192.0.2.1", "boss", 1)).to.equal(1);
    expect(fail(limiter, "198.51.100.7", "victim", 1)).to.equal(1);
  });

  it("blocks an address that tries many users, and an IPv6 client's whole network", () => {
    const limiter = createAttemptLimiter();
    for (let n = 0; n < 300; n += 1) limiter.begin("192.0.2.1", `user${n}`, NOW);
    expect(limiter.begin("192.0.2.1", "boss", NOW)).to.equal(60);
    for (let n = 0; n < 300; n += 1) limiter.begin(`2001:db8:1:2::${n.toString(16)}`, `user${n}`, NOW);
    expect(limiter.begin("2001:db8:1:2::ffff", "boss", NOW)).to.equal(60);
    expect(fail(limiter, "2001:db8:1:3::1", "boss", 1)).to.equal(1);
  });

  it("stores only as much of a name as a Vicidial user name can hold", () => {
    const limiter = createAttemptLimiter();
    const name = "x".repeat(10_000);
    expect(fail(limiter, "192.0.2.1", `${name}1`, 40)).to.equal(40);
    expect(limiter.begin("192.0.2.1", `${name}2`, NOW)).to.equal(60);
  });

  it("ignores successful attempts, and ends after a minute", () => {
    const limiter = createAttemptLimiter();
    for (let n = 0; n < 500; n += 1) {
      const attempt = limiter.begin("192.0.2.1", "boss", NOW);
      if (typeof attempt === "number") expect.fail("a right password counted");
      attempt.clear();
    }
    fail(limiter, "192.0.2.1", "boss", 100);
    expect(limiter.begin("192.0.2.1", "boss", new Date(NOW.getTime() + 59_999))).to.equal(1);
    expect(limiter.begin("192.0.2.1", "boss", new Date(NOW.getTime() + 60_000))).to.be.an("object");
  });
});
