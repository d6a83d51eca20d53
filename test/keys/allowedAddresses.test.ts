import { once } from "node:events";
import { request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { networkInterfaces } from "node:os";
import { expect } from "chai";
import { DEARCHIVE, fullMove, useApiSetup } from "../support/apiSetup.ts";
import { createKey } from "../support/factories.ts";
import { createMemoryLog } from "../support/log.ts";

const PROXY = "127.0.0.2";
const hasIpv6 = Object.values(networkInterfaces())
  .flat()
  .some((one) => one?.address === "::1");

interface Sent {
  /** Address of the server. */
  readonly host?: string;
  /** Source address of the connection. */
  readonly from?: string;
  readonly forwardedFor?: string;
}

describe("A key with allowed addresses", () => {
  const log = createMemoryLog();
  const setup = useApiSetup({ plugin: { logger: log.logger }, config: { trustedProxies: [PROXY] } });
  let onBoth: Server | undefined;

  before(async () => {
    onBoth = setup().server.plugin.app.listen(0, hasIpv6 ? "::" : "0.0.0.0");
    await once(onBoth, "listening");
  });

  after(() => onBoth?.close());

  /** Sends a request that changes nothing, with a key for these ranges, over the given connection. */
  async function call(ranges: readonly string[], { host = "127.0.0.1", from, forwardedFor }: Sent = {}) {
    const { key } = await createKey(setup().database, { allowedAddresses: ranges });
    const { port } = (onBoth?.address() ?? expect.fail("the server listens")) as AddressInfo;
    const sent = request({
      method: "POST",
      host,
      port,
      path: DEARCHIVE,
      ...(from !== undefined && { localAddress: from }),
      agent: false,
      headers: {
        Authorization: `Key=${key}`,
        "Content-Type": "application/json",
        ...(forwardedFor !== undefined && { "X-Forwarded-For": forwardedFor }),
      },
    });
    sent.end(JSON.stringify(fullMove([404])));
    const [response] = await once(sent, "response");
    response.resume();
    await once(response, "end");
    return Number(response.statusCode);
  }

  /** An accepted key gets the answer that lead 404 does not exist. */
  const ACCEPTED = 400;

  async function expectRefused(status: number, client: string): Promise<void> {
    expect(status).to.equal(401);
    expect(log.lines().at(-1)).to.include({ status: 401, reason: "address_not_allowed", client });
  }

  it("is accepted from those addresses over IPv4", async () => {
    expect(await call(["127.0.0.0/8"])).to.equal(ACCEPTED);
    expect(await call(["192.0.2.1", "127.0.0.1"])).to.equal(ACCEPTED);
  });

  it("is refused from other addresses with the standard answer, and the log shows the reason and the address", async () => {
    await expectRefused(await call(["192.0.2.0/24", "2001:db8::/32"]), "127.0.0.1");
    const { key } = await createKey(setup().database, { allowedAddresses: ["192.0.2.1"] });
    const { text } = await setup().dearchive(fullMove([1]), { Authorization: `Key=${key}` });
    expect(text).to.equal('{"message":"unable to validate api user"}');
  });

  it("is accepted from those addresses over IPv6, and IPv4 does not match IPv6 ranges", async function () {
    if (!hasIpv6) this.skip();
    expect(await call(["::1"], { host: "::1" })).to.equal(ACCEPTED);
    await expectRefused(await call(["2001:db8::/32", "127.0.0.1"], { host: "::1" }), "::1");
    await expectRefused(await call(["::/0"]), "127.0.0.1");
  });

  it("is checked against the IPv4 or IPv6 address that a trusted proxy forwards", async () => {
    const through = (forwardedFor: string) => ({ from: PROXY, forwardedFor });
    expect(await call(["203.0.113.0/24"], through("203.0.113.9"))).to.equal(ACCEPTED);
    expect(await call(["203.0.113.0/24"], through("::ffff:203.0.113.9"))).to.equal(ACCEPTED);
    expect(await call(["2001:db8::/32"], through("2001:DB8::9"))).to.equal(ACCEPTED);
    await expectRefused(await call(["203.0.113.0/24"], through("198.51.100.1")), "198.51.100.1");
    await expectRefused(await call([PROXY], through("198.51.100.1")), "198.51.100.1");
    await expectRefused(await call(["203.0.113.9"], through("203.0.113.9, 198.51.100.1")), "198.51.100.1");
  });

  it("is not accepted from an address that the caller itself claims", async () => {
    await expectRefused(await call(["203.0.113.9"], { forwardedFor: "203.0.113.9" }), "127.0.0.1");
  });

  it("shows no use after a request from a refused address", async () => {
    const { id, key } = await createKey(setup().database, { allowedAddresses: ["192.0.2.1"] });
    await setup().dearchive(fullMove([1]), { Authorization: `Key=${key}` });
    const row = await setup().database.root("dearchive_api_keys").where({ id }).first();
    expect(row?.last_used_at).to.equal(null);
  });
});
