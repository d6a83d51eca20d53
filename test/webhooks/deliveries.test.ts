import { createHmac } from "node:crypto";
import { expect } from "chai";
import { EVERY_CUSTOMER } from "../../server/db/customerScope.ts";
import { readSharedSecret } from "../../server/db/sharedSecret.ts";
import { createDeliveryStore } from "../../server/webhooks/deliveryStore.ts";
import { signingSecret } from "../../server/webhooks/signature.ts";
import { createWebhookStore } from "../../server/webhooks/webhookStore.ts";
import { adminClient, createPeople, HOME } from "../support/adminSetup.ts";
import { startServer, type TestServer } from "../support/client.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { insertLeads } from "../support/factories.ts";
import { createRun, runToEnd, untilRun } from "../support/runs.ts";
import { until } from "../support/waiting.ts";
import { type Received, useWebhookReceiver } from "../support/webhookReceiver.ts";

describe("A webhook's messages", () => {
  const receiver = useWebhookReceiver();
  const servers: TestServer[] = [];
  let database: TestDatabase;

  /** Two instances, which may reach the receiver. */
  before(async () => {
    database = await createTestDatabase();
    await createPeople(database);
    const webhooks = { allowedAddresses: ["127.0.0.1", "::1"], ca: receiver().authority };
    for (let n = 0; n < 2; n += 1)
      servers.push(await startServer(database, { config: { ...database.config, webhooks } }));
  });
  after(async () => {
    await Promise.all(servers.map((server) => server.close()));
    await database.drop();
  });

  const stores = () => ({
    webhooks: createWebhookStore(database.root, EVERY_CUSTOMER),
    deliveries: createDeliveryStore(database.root, EVERY_CUSTOMER),
  });

  beforeEach(async () => {
    const { root } = database;
    for (const table of [
      "dearchive_webhooks",
      "dearchive_webhook_deliveries",
      "vicidial_list",
      "vicidial_list_archive",
    ])
      await root(table).delete();
  });

  async function makeWebhook(url = receiver().url): Promise<number> {
    const made = await stores().webhooks.create({
      customer: "default",
      label: "CRM",
      url,
      createdBy: "boss",
    });
    return made?.id ?? expect.fail("no webhook");
  }

  async function secretOf(id: number): Promise<Buffer> {
    const webhook = await stores().webhooks.findToSign(id);
    const site = await readSharedSecret(database.root, "webhook_secret");
    return webhook && site ? signingSecret(site, webhook.nonce) : expect.fail("no secret");
  }

  function signatureOf({ headers, body }: Received, secret: Buffer): string {
    const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
    return `v1,${createHmac("sha256", secret).update(signed).digest("base64")}`;
  }

  async function lastDelivery(id: number) {
    return (await stores().deliveries.page(id, undefined, 1)).deliveries[0] ?? expect.fail("no delivery");
  }

  async function untilDelivery(id: number, state: string, attempts = 1) {
    await until(`the delivery is ${state}`, async () => {
      const [last] = (await stores().deliveries.page(id, undefined, 1)).deliveries;
      return last?.state === state && last.attempts === attempts;
    });
    return lastDelivery(id);
  }

  async function doneRun(): Promise<number> {
    await insertLeads(database, "vicidial_list_archive", [1, 2]);
    const id = await createRun(database, [1, 2], { name: "Won back" });
    await runToEnd(database, id);
    return id;
  }

  it("tell once that a run is done, signed, with counts and without lead data", async () => {
    const id = await makeWebhook();
    const run = await doneRun();
    const delivery = await untilDelivery(id, "delivered");
    expect(delivery).to.include({ runId: run, type: "run.done", status: 204, error: null });
    expect(receiver().received).to.have.length(1);
    const [message = expect.fail("nothing received")] = receiver().received;
    expect(message.path).to.equal("/hook");
    expect(message.headers).to.include({
      host: `localhost:${receiver().port}`,
      "content-type": "application/json",
    });
    expect(message.headers["webhook-signature"]).to.equal(signatureOf(message, await secretOf(id)));
    expect(Math.abs(Number(message.headers["webhook-timestamp"]) - Date.now() / 1000)).to.be.below(60);
    const { type, timestamp, data } = JSON.parse(message.body);
    expect(type).to.equal("run.done");
    expect(data).to.deep.include({ id: run, name: "Won back", state: "done", direction: "restore" });
    expect(data.leads).to.include({ total: 2, moved: 2, not_handled: 0 });
    expect(timestamp).to.equal(data.finished_at);
    expect(message.body).to.not.match(/555|Ann|Smith|lead_id/);
  });

  it("tell that a run was stopped on a page", async () => {
    const id = await makeWebhook();
    const { submit } = adminClient(`${servers[0]?.url}${HOME}`);
    await insertLeads(database, "vicidial_list_archive", [1, 2, 3]);
    const run = await createRun(database, [1, 2, 3], { settings: { rate: 1 }, startsItself: true });
    await untilRun(database, run, "running");
    await submit("boss", `/runs/${run}/stop`, {});
    await untilDelivery(id, "delivered");
    const { data } = JSON.parse(receiver().received[0]?.body ?? "{}");
    expect(data.state).to.equal("stopped");
    const { total, ...parts } = data.leads as Record<string, number>;
    expect(Object.values(parts).reduce((sum, n) => sum + n, 0)).to.equal(total);
  });

  it("are sent again with the same id after a failure, and as the receiver asks", async () => {
    const id = await makeWebhook();
    receiver().plan({ status: 503, headers: { "Retry-After": "120" } });
    await doneRun();
    const failed = await untilDelivery(id, "waiting");
    expect(failed).to.include({ status: 503, error: "status" });
    expect(((failed.nextAt?.getTime() ?? 0) - Date.now()) / 1000).to.be.within(100, 125);
    await database.sql("UPDATE dearchive_webhook_deliveries SET next_at = UTC_TIMESTAMP()");
    await untilDelivery(id, "delivered", 2);
    const [first, second] = receiver().received;
    expect(second?.headers["webhook-id"]).to.equal(first?.headers["webhook-id"]);
  });

  it("follow no redirect, and give up after the last attempt until a user sends them again", async () => {
    const id = await makeWebhook();
    receiver().plan({ status: 302, headers: { Location: receiver().url } });
    await doneRun();
    expect(await untilDelivery(id, "waiting")).to.include({ status: 302, error: "redirect" });
    expect(receiver().received).to.have.length(1);
    receiver().plan({ status: 500 });
    await database.sql("UPDATE dearchive_webhook_deliveries SET next_at = UTC_TIMESTAMP(), attempts = 7");
    const { id: delivery } = await untilDelivery(id, "failed", 8);
    expect(await stores().deliveries.sendAgain(id, delivery)).to.equal(true);
    await untilDelivery(id, "delivered");
  });

  it("stop when the receiver answers 410 or a user disables the webhook", async () => {
    const id = await makeWebhook();
    receiver().plan({ status: 410 });
    await doneRun();
    await untilDelivery(id, "failed");
    await until(
      "the webhook is disabled",
      async () => (await stores().webhooks.find(id))?.disabledFor === "gone",
    );
    await doneRun();
    await until("the end is told to nobody", async () => {
      const [{ n } = { n: 1 }] = await database
        .root("dearchive_runs")
        .where({ is_end_told: 0, state: "done" })
        .count({ n: "*" });
      return Number(n) === 0;
    });
    expect(receiver().received).to.have.length(1);
  });

  it("are signed with the old secret too for a day after a rotation", async () => {
    const id = await makeWebhook();
    const old = await secretOf(id);
    await stores().webhooks.rotate(id);
    await doneRun();
    await untilDelivery(id, "delivered");
    const [message = expect.fail("nothing received")] = receiver().received;
    const expected = [await secretOf(id), old].map((secret) => signatureOf(message, secret)).join(" ");
    expect(message.headers["webhook-signature"]).to.equal(expected);
  });

  for (const [what, url, error] of [
    ["an address that the operator does not allow", () => "https://127.0.0.2/hook", "address"],
    ["a certificate for another name", () => `https://127.0.0.1:${receiver().port}/hook`, "tls"],
    ["a port where nobody listens", () => "https://localhost:1/hook", "connection"],
  ] as const)
    it(`do not reach ${what}, and say so`, async () => {
      const id = await makeWebhook(url());
      await doneRun();
      expect(await untilDelivery(id, "waiting")).to.include({ status: null, error });
      expect(receiver().received).to.have.length(0);
    });
});
