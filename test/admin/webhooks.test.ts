import { expect } from "chai";
import { EVERY_CUSTOMER } from "../../server/db/customerScope.ts";
import { createDeliveryStore } from "../../server/webhooks/deliveryStore.ts";
import { useAdminSetup } from "../support/adminSetup.ts";

describe("The pages of webhooks", () => {
  const setup = useAdminSetup();
  const good = { label: "CRM", url: "https://crm.example.com/hook?token=t0ken" };

  it("create, show the secret once, rotate, disable, enable and delete, and log each change without the address", async () => {
    const { submit, get, database } = setup();
    const created = await submit("boss", "/webhooks/new", good);
    expect(created.status, created.text).to.equal(200);
    const [secret = ""] = /whsec_[A-Za-z0-9+/=]+/.exec(created.text) ?? [];
    expect(secret).to.have.length(50);
    const [id] = await database.root("dearchive_webhooks").pluck("id");
    for (const path of ["", `/${id}`])
      expect((await get("boss", `/webhooks${path}`)).text).to.not.include("whsec_");
    const again = await submit("boss", "/webhooks/new", good);
    expect(again.status).to.equal(422);
    expect(again.text).to.include("has this address already");
    const rotated = await submit("boss", `/webhooks/${id}/rotate`, {});
    expect(rotated.text).to.include("whsec_").and.not.include(secret);
    for (const action of ["disable", "enable", "delete"])
      expect((await submit("boss", `/webhooks/${id}/${action}`, {})).status, action).to.equal(303);
    expect((await get("boss", `/webhooks/${id}`)).status).to.equal(404);
    const rows = await database
      .root("vicidial_admin_log")
      .where({ event_section: "WEBHOOKS" })
      .orderBy("admin_log_id")
      .select("user", "event_type", "event_code", "event_notes");
    expect(rows.map(({ event_type }) => event_type)).to.deep.equal([
      "ADD",
      "MODIFY",
      "MODIFY",
      "MODIFY",
      "DELETE",
    ]);
    for (const row of rows) {
      expect(row.user).to.equal("boss");
      expect(JSON.stringify(row))
        .to.include("crm.example.com")
        .and.not.match(/t0ken|whsec_/);
    }
  });

  it("warn of a test message that was not delivered, until a message arrives", async () => {
    const { submit, get, database } = setup();
    await submit("boss", "/webhooks/new", { label: "CRM", url: "https://crm.invalid/hook" });
    const [id = 0] = await database.root("dearchive_webhooks").pluck("id");
    const deliveries = createDeliveryStore(database.root, EVERY_CUSTOMER);
    await submit("boss", `/webhooks/${id}/test`, {});
    await deliveries.add({ id, customer: "default" }, { type: "run.done", runId: 7, payload: "{}" });
    const warning = "The test message was not delivered. The name cannot be resolved.";
    const { text } = await get("boss", `/webhooks/${id}`);
    expect(text).to.match(new RegExp(`<p class="warning" role="status">${warning}`));
    await database.root("dearchive_webhook_deliveries").where({ run_id: 7 }).update({ state: "delivered" });
    expect((await get("boss", `/webhooks/${id}`)).text).to.not.include(warning);
    await submit("boss", `/webhooks/${id}/delete`, {});
  });

  it("are for users who may manage keys, and refuse forged forms and private addresses", async () => {
    const { submit, get, database } = setup();
    for (const user of ["planner", "reporter", "exporter", "mover", "nobody"]) {
      expect((await get(user, "/webhooks")).status, user).to.equal(403);
      expect((await submit(user, "/webhooks/new", good)).status, user).to.equal(403);
    }
    expect((await get("keeper", "/webhooks")).status).to.equal(200);
    expect((await submit("boss", "/webhooks/new", { ...good, _csrf: "forged" })).status).to.equal(403);
    for (const url of ["https://127.0.0.1/", "https://localhost/", "http://crm.example.com/"])
      expect((await submit("boss", "/webhooks/new", { ...good, url })).status, url).to.equal(422);
    expect(await database.root("dearchive_webhooks")).to.have.length(0);
  });
});
