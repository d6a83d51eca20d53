import { expect } from "chai";
import { examineProxyTrust } from "../../server/doctor/proxyTrustChecks.ts";
import { DEARCHIVE, fullMove, useApiSetup } from "../support/apiSetup.ts";
import { post } from "../support/client.ts";
import { createClock } from "../support/clock.ts";
import { connectTo } from "../support/database.ts";
import { until } from "../support/waiting.ts";

const DAY_MS = 24 * 3_600_000;

describe("The doctor's check of trusted proxies", () => {
  const clock = createClock("2026-11-25T10:00:00Z");
  const setup = useApiSetup({ config: { trustedProxies: ["127.0.0.1"] }, plugin: { clock: clock.read } });

  async function examine(trusted: readonly string[], now = new Date()) {
    const db = connectTo(setup().database);
    const [finding] = await examineProxyTrust(db, trusted, now).finally(() => db.destroy());
    return finding ?? expect.fail("there is no finding");
  }
  const noted = async () =>
    (await setup().database.sql("SELECT value FROM dearchive_settings WHERE name = 'untrusted_proxy'")).map(
      (row) => row["value"],
    );
  const call = (forwardedFor: string, key = setup().key) =>
    post(setup().server.url + DEARCHIVE, key, fullMove([1]), { "X-Forwarded-For": forwardedFor });

  it("finds nothing wrong while only trusted proxies forward requests", async () => {
    await call("198.51.100.1");
    await call("198.51.100.1, 10.0.0.5", "a wrong key");
    expect(await noted()).to.deep.equal([]);
    expect((await examine(["127.0.0.1"])).level).to.equal("ok");
  });

  it("names a proxy that is not trusted and the setting, until it is trusted or a day has passed", async () => {
    await call("198.51.100.1, 10.0.0.5");
    await until("the proxy is noted", async () => (await noted())[0] === "10.0.0.5");
    const { level, message, fix } = await examine(["127.0.0.1"]);
    expect(level).to.equal("warning");
    expect(message).to.include("10.0.0.5 carry X-Forwarded-For").and.include("DEARCHIVE_TRUSTED_PROXIES");
    expect(fix).to.deep.equal([
      "echo 'DEARCHIVE_TRUSTED_PROXIES=127.0.0.1,10.0.0.5' >> /etc/vicidial-dearchive.env",
      "systemctl restart vicidial-dearchive",
    ]);
    expect((await examine(["127.0.0.1", "10.0.0.0/8"])).level).to.equal("ok");
    expect((await examine(["127.0.0.1"], new Date(Date.now() + DAY_MS))).level).to.equal("ok");
  });

  it("notes at most one proxy per minute, so that requests do not write all the time", async () => {
    await call("198.51.100.1, 10.0.0.6");
    clock.advance(60_000);
    await call("198.51.100.1, 10.0.0.7");
    await until("the other proxy is noted", async () => (await noted())[0] === "10.0.0.7");
  });

  it("warns if almost every address is trusted, because callers could then pretend to have any", async () => {
    for (const range of ["0.0.0.0/0", "::/0"]) {
      const { level, message, fix } = await examine(["10.0.0.5", range]);
      expect(level).to.equal("warning");
      expect(message).to.include(`contains ${range}`);
      expect(fix[0]).to.include("=10.0.0.5'");
    }
    expect((await examine(["10.0.0.0/8", "fc00::/7"])).message).to.not.include("contains");
  });
});
