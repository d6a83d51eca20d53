import { expect } from "chai";
import { DEARCHIVE, fullMove, useApiSetup } from "../support/apiSetup.ts";
import { post } from "../support/client.ts";
import { createClock, HOURS_HOLD_MS } from "../support/clock.ts";
import { CUSTOMERS, type CustomerName, useThreeCustomers } from "../support/customers.ts";
import { createKey, leadIdsIn } from "../support/factories.ts";
import { recordedBatches } from "../support/history.ts";
import { removeRules, saveRule } from "../support/hours.ts";
import { storedIdempotencyRows, withIdempotencyKey } from "../support/idempotency.ts";

describe("Several customers", () => {
  const clock = createClock("2026-11-23T10:00:00Z");
  const town = useThreeCustomers({ clock: clock.read });

  async function liveLeads(): Promise<Readonly<Record<CustomerName, readonly number[]>>> {
    const { databases } = town();
    const read = (name: CustomerName) => leadIdsIn(databases[name], "vicidial_list");
    return { default: await read("default"), acme: await read("acme"), globex: await read("globex") };
  }

  it("have keys that move their own leads and nobody else's, whatever ids those have", async () => {
    expect((await town().move("acme", [1, 2])).status).to.equal(200);
    expect(await liveLeads()).to.deep.equal({ default: [], acme: [1, 2], globex: [] });
    expect((await town().move("globex", [2, 3])).status).to.equal(200);
    expect((await town().move("default", [1])).status).to.equal(200);
    expect(await liveLeads()).to.deep.equal({ default: [1], acme: [1, 2], globex: [2, 3] });
  });

  it("are told of no lead that only another one has", async () => {
    const { databases, move } = town();
    await databases.acme.root("vicidial_list_archive").delete().where({ lead_id: 3 });
    const { status, body } = await move("acme", [1, 3]);
    expect([status, body]).to.deep.equal([
      400,
      { message: "lead_ids does not exist", lead_errors: 1, lead_count: 1, lead_ids: [3] },
    ]);
  });

  it("may be named in the path, where that is the key's own", async () => {
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

  it("keep office hours of their own, and those for everybody", async () => {
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

  it("follow the call time of their own Vicidial where a rule for everybody names one", async () => {
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

  it("keep their history and their repeated calls in their own databases, and no key", async () => {
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

  it("have users of their own: a right that is taken away in one Vicidial stays in the others", async () => {
    const { databases, move } = town();
    const users = databases.acme.root("vicidial_users").where({ user: "apiuser" });
    await users.clone().update({ modify_leads: "0" });
    const statuses = await Promise.all(CUSTOMERS.map(async (name) => (await move(name, [1])).status));
    await users.clone().update({ modify_leads: "1" });
    expect(statuses).to.deep.equal([200, 401, 200]);
  });

  it("are refused once they are not configured any more", async () => {
    const { databases, server } = town();
    const { key } = await createKey(databases.default, { customer: "gone" });
    for (const path of [DEARCHIVE, `${DEARCHIVE}/gone`, `${DEARCHIVE}/default`])
      expect((await post(server.url + path, key, fullMove([1]))).status).to.equal(401);
    expect((await liveLeads()).default).to.deep.equal([]);
  });
});

describe("One Vicidial for everybody", () => {
  const setup = useApiSetup();

  it("knows a customer by nothing but the name that key and path must agree on", async () => {
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
