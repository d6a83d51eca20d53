import { expect } from "chai";
import { DEARCHIVE, fullMove, useApiSetup } from "../support/apiSetup.ts";
import { post } from "../support/client.ts";
import { createClock, HOURS_HOLD_MS } from "../support/clock.ts";
import { CUSTOMERS, type CustomerName, useThreeCustomers } from "../support/customers.ts";
import { createKey, leadIdsIn } from "../support/factories.ts";
import { recordedBatches } from "../support/history.ts";
import { removeRules, saveRule } from "../support/hours.ts";
import { storedIdempotencyRows, withIdempotencyKey } from "../support/idempotency.ts";

describe("Customers of one server", () => {
  const clock = createClock("2026-11-23T10:00:00Z");
  const town = useThreeCustomers({ clock: clock.read });

  async function liveLeads(): Promise<Readonly<Record<CustomerName, readonly number[]>>> {
    const { databases } = town();
    const read = (name: CustomerName) => leadIdsIn(databases[name], "vicidial_list");
    return { default: await read("default"), acme: await read("acme"), globex: await read("globex") };
  }

  it("have keys that move only their own leads, even if others have leads with the same ids", async () => {
    expect((await town().move("acme", [1, 2])).status).to.equal(200);
    expect(await liveLeads()).to.deep.equal({ default: [], acme: [1, 2], globex: [] });
    expect((await town().move("globex", [2, 3])).status).to.equal(200);
    expect((await town().move("default", [1])).status).to.equal(200);
    expect(await liveLeads()).to.deep.equal({ default: [1], acme: [1, 2], globex: [2, 3] });
  });

  it("never learn of leads that only another customer has", async () => {
    const { databases, move } = town();
    await databases.acme.root("vicidial_list_archive").delete().where({ lead_id: 3 });
    const { status, body } = await move("acme", [1, 3]);
    expect([status, body]).to.deep.equal([
      400,
      { message: "lead_ids does not exist", lead_errors: 1, lead_count: 1, lead_ids: [3] },
    ]);
  });

  it("can be named in the path if the key belongs to them", async () => {
    const { server, keys } = town();
    for (const named of CUSTOMERS)
      for (const caller of CUSTOMERS) {
        const answer = await post(`${server.url + DEARCHIVE}/${named}`, keys[caller], fullMove([]));
        expect(answer.status, `${caller} at ${named}`).to.equal(named === caller ? 400 : 401);
      }
    for (const odd of ["ACME", "acme%20", "nobody"])
      expect((await post(`${server.url + DEARCHIVE}/${odd}`, keys.acme, fullMove([1]))).status).to.equal(401);
    expect(await liveLeads()).to.deep.equal({ default: [], acme: [], globex: [] });
  });

  it("follow their own office hours and those for all customers", async () => {
    const { databases, move } = town();
    const statuses = async () => {
      clock.advance(HOURS_HOLD_MS);
      return Promise.all(CUSTOMERS.map(async (name) => (await move(name, [])).status));
    };
    try {
      await saveRule(databases.default, "daily all day", { name: "acme's", customer: "acme" });
      expect(await statuses()).to.deep.equal([400, 403, 400]);
      await saveRule(databases.default, "daily all day", { name: "everybody's" });
      expect(await statuses()).to.deep.equal([403, 403, 403]);
    } finally {
      await removeRules(databases.default);
    }
    expect(await statuses()).to.deep.equal([400, 400, 400]);
  });

  it("use their own Vicidial's call time if a rule for all customers names one", async () => {
    const { databases, move } = town();
    await databases.acme.root("vicidial_call_times").where({ call_time_id: "9am-5pm" }).update({
      ct_monday_start: 2400,
      ct_monday_stop: 2400,
    });
    await databases.globex.root("vicidial_call_times").where({ call_time_id: "9am-5pm" }).delete();
    try {
      await saveRule(databases.default, "", { mode: "refuse_outside", callTimeId: "9am-5pm" });
      clock.advance(HOURS_HOLD_MS);
      const statuses = await Promise.all(CUSTOMERS.map(async (name) => (await move(name, [])).status));
      expect(statuses).to.deep.equal([400, 403, 403]);
    } finally {
      await removeRules(databases.default);
      clock.advance(HOURS_HOLD_MS);
    }
  });

  it("store their history and idempotency results in their own databases, but no API keys", async () => {
    const { databases, move } = town();
    await move("acme", [1], withIdempotencyKey("mine"));
    const histories = await Promise.all(CUSTOMERS.map((name) => recordedBatches(databases[name])));
    expect(histories.map((batches) => batches.length)).to.deep.equal([0, 1, 0]);
    const calls = await Promise.all(CUSTOMERS.map((name) => storedIdempotencyRows(databases[name])));
    expect(calls.map(({ length }) => length)).to.deep.equal([0, 1, 0]);
    const repeated = await move("acme", [1], withIdempotencyKey("mine"));
    expect(repeated.headers.get("Idempotency-Replayed")).to.equal("true");
    expect(await databases.acme.root("dearchive_api_keys").select()).to.deep.equal([]);
  });

  it("have separate users: revoking a right in one Vicidial does not affect the others", async () => {
    const { databases, move } = town();
    const users = databases.acme.root("vicidial_users").where({ user: "apiuser" });
    await users.clone().update({ modify_leads: "0" });
    const statuses = await Promise.all(CUSTOMERS.map(async (name) => (await move(name, [1])).status));
    await users.clone().update({ modify_leads: "1" });
    expect(statuses).to.deep.equal([200, 401, 200]);
  });

  it("are refused once they are removed from the configuration", async () => {
    const { databases, server } = town();
    const { key } = await createKey(databases.default, { customer: "gone" });
    for (const path of [DEARCHIVE, `${DEARCHIVE}/gone`, `${DEARCHIVE}/default`])
      expect((await post(server.url + path, key, fullMove([1]))).status).to.equal(401);
    expect((await liveLeads()).default).to.deep.equal([]);
  });
});

describe("A server with one Vicidial for all customers", () => {
  const setup = useApiSetup();

  it("identifies a customer only by its name, which must match in key and path", async () => {
    const { database, server } = setup();
    const { key } = await createKey(database, { customer: "acme" });
    await database.root("vicidial_list_archive").insert([{ lead_id: 1 }, { lead_id: 2 }]);
    const statuses = [];
    for (const path of [DEARCHIVE, `${DEARCHIVE}/acme`, `${DEARCHIVE}/default`, `${DEARCHIVE}/other`])
      statuses.push((await post(server.url + path, key, fullMove([statuses.length + 1]))).status);
    expect(statuses).to.deep.equal([200, 200, 401, 401]);
    expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal([1, 2]);
    expect(await database.root("dearchive_batches").distinct("customer")).to.deep.equal([
      { customer: "acme" },
    ]);
  });
});
