import { expect } from "chai";
import { DEARCHIVE, fullMove, useApiSetup } from "../support/apiSetup.ts";
import { type Answer, post, send, startServer, type TestServer } from "../support/client.ts";
import { insertLead } from "../support/factories.ts";
import { putMixedLeads, withIdempotencyKey } from "../support/idempotency.ts";

const METRICS = "/vicidial/dearchive/metrics";
const ROUTE = "/vicidial/leads/dearchive{/:customer}";

/** Returns the value of a metric line; undefined if it does not exist. */
function figure(
  { text }: Answer,
  name: string,
  labels: Record<string, string | number> = {},
): number | undefined {
  const written = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  const line = text
    .split("\n")
    .find((each) => each.startsWith(`${name}{`) && written.every((label) => each.includes(label)));
  return line === undefined ? undefined : Number(line.split(" ").at(-1));
}

describe("The metrics", () => {
  const setup = useApiSetup();

  /** Starts a server with new metrics. */
  async function withServer<T>(use: (server: TestServer) => Promise<T>): Promise<T> {
    const server = await startServer(setup().database);
    return use(server).finally(() => server.close());
  }
  const read = ({ url }: TestServer, headers: Record<string, string> = {}) =>
    send(url + METRICS, { headers });

  it("count requests by endpoint, status and fault, with their durations", () =>
    withServer(async (server) => {
      const { key } = setup();
      await post(server.url + DEARCHIVE, key, fullMove([]));
      await post(`${server.url + DEARCHIVE}/default`, key, fullMove([]));
      await post(server.url + DEARCHIVE, "none", fullMove([]));
      const figures = await read(server);
      const empty = { endpoint: ROUTE, status: 400, fault: "ids_empty" };
      expect(figure(figures, "dearchive_requests_total", empty)).to.equal(2);
      const stranger = { endpoint: ROUTE, status: 401, fault: "unauthenticated" };
      expect(figure(figures, "dearchive_requests_total", stranger)).to.equal(1);
      const timed = { endpoint: ROUTE };
      expect(figure(figures, "dearchive_request_seconds_count", timed)).to.equal(3);
      expect(figure(figures, "dearchive_request_seconds_sum", timed)).to.be.greaterThan(0);
    }));

  it("count each lead once by its outcome, without dry runs and repeated requests", () =>
    withServer(async (server) => {
      const body = fullMove(await putMixedLeads(setup().database));
      const call = (headers: Record<string, string>) =>
        post(server.url + DEARCHIVE, setup().key, body, headers);
      await call({ Prefer: "handling=dry-run" });
      const leads = (figures: Answer, outcome: string) =>
        figure(figures, "dearchive_leads_total", { customer: "default", direction: "dearchive", outcome });
      expect(leads(await read(server), "moved")).to.equal(undefined);
      await call(withIdempotencyKey("metrics"));
      await call(withIdempotencyKey("metrics"));
      const figures = await read(server);
      for (const outcome of ["moved", "deleted", "kept_differs"])
        expect(leads(figures, outcome), outcome).to.equal(1);
    }));

  it("show connections in use by customer, and process figures", () =>
    withServer(async (server) => {
      const figures = await read(server);
      expect(figures.headers.get("Content-Type")).to.match(/^text\/plain/);
      expect(figure(figures, "dearchive_connections_in_use", { customer: "default" })).to.be.at.least(0);
      expect(figures.text).to.match(/^dearchive_process_resident_memory_bytes \d+/m);
    }));

  it("contain no key, lead id, phone number or unknown path", () =>
    withServer(async (server) => {
      const { database, key } = setup();
      await insertLead(database, "vicidial_list_archive", 918273645, { phone_number: "5558675309" });
      await post(server.url + DEARCHIVE, key, fullMove([918273645]));
      await post(`${server.url + DEARCHIVE}/m4de-up`, key, fullMove([918273645]));
      await send(`${server.url}/vicidial/leads/m4de-up?key=${key}`, {});
      const { text } = await read(server);
      for (const secret of [key, key.slice(4, 10), "918273645", "5558675309", "m4de-up", "apiuser"])
        expect(text).to.not.include(secret);
    }));

  it("are available on this machine without a key", () =>
    withServer(async (server) => expect((await read(server)).status).to.equal(200)));

  it("are available through a proxy only with a key", () =>
    withServer(async (server) => {
      const handedOn = { "X-Forwarded-For": "127.0.0.1" };
      const refused = await read(server, handedOn);
      expect(refused.status).to.equal(401);
      expect(refused.text).to.not.include("dearchive_requests_total");
      const wrong = await read(server, { ...handedOn, Authorization: `Key=${setup().key}x` });
      expect(wrong.status).to.equal(401);
      const shown = await read(server, { ...handedOn, Authorization: `Key=${setup().key}` });
      expect(shown.status).to.equal(200);
    }));

  describe("behind a trusted proxy", () => {
    const behind = useApiSetup({ config: { trustedProxies: ["127.0.0.1"] } });
    const status = async (headers: Record<string, string>) => (await read(behind().server, headers)).status;

    it("are available only with a key, from any address", async () => {
      expect(await status({})).to.equal(200);
      for (const address of ["198.51.100.1", "198.51.100.1, 127.0.0.2", "127.0.0.1", "junk"])
        expect(await status({ "X-Forwarded-For": address })).to.equal(401);
      expect(await status({ "X-Real-IP": "198.51.100.1" })).to.equal(401);
      expect(await status({ "X-Forwarded-Host": "dialer.example.com" })).to.equal(401);
    });
  });
});
