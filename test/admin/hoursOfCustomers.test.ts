import { expect } from "chai";
import { EVERY_CUSTOMER } from "../../server/db/customerScope.ts";
import { createHoursStore } from "../../server/hours/hoursStore.ts";
import { adminClient, createPeople, HOME } from "../support/adminSetup.ts";
import { useThreeCustomers } from "../support/customers.ts";
import { changeCallTime, removeRules } from "../support/hours.ts";
import { makeSettings } from "../support/officeHours.ts";

describe("Office hours of several customers", () => {
  const town = useThreeCustomers();
  const acme = () => adminClient(`${town().server.url + HOME}/customers/acme`);

  before(async () => {
    const { acme: database } = town().databases;
    await createPeople(database);
    await changeCallTime(database, "9am-5pm", { call_time_name: "acme's own" });
  });

  beforeEach(() => removeRules(town().databases.default));

  const store = () => createHoursStore(town().databases.default.root, () => undefined, EVERY_CUSTOMER);

  async function keep(name: string, customer: string | null): Promise<number> {
    await store().add(makeSettings({ name, customer }), new Date());
    return (await store().find(name))?.id ?? expect.fail("it is kept");
  }

  it("are visible and editable only to their own customer, while rules for all keys are read-only for a customer's admins", async () => {
    const [own, others, all] = [
      await keep("of-acme", "acme"),
      await keep("of-globex", "globex"),
      await keep("of-all", null),
    ];
    const { text } = await acme().get("planner", "/hours");
    expect(text).to.include("of-acme").and.include("of-all").and.not.include("of-globex");
    for (const [id, status] of [
      [own, 200],
      [others, 404],
      [all, 404],
    ] as const) {
      expect((await acme().get("planner", `/hours/${id}`)).status).to.equal(status);
      expect((await acme().get("planner", `/hours/${id}/remove`)).status).to.equal(status);
    }
    for (const id of [others, all]) {
      const removal = await acme().submit("planner", `/hours/${id}/remove`, { version: "1" });
      expect(removal.status).to.equal(404);
      const change = {
        id: String(id),
        version: "1",
        name: "taken over",
        mode: "off",
        zone: "UTC",
        source: "own",
      };
      expect((await acme().submit("planner", "/hours/save", change)).status).to.equal(409);
    }
    expect((await store().listStored()).map(({ name }) => name)).to.deep.equal([
      "of-acme",
      "of-all",
      "of-globex",
    ]);
  });

  it("apply to the customer of the admin who created them, regardless of the form, and follow that customer's call times", async () => {
    const form = await acme().get("planner", "/hours/new");
    expect(form.text).to.include("acme&#39;s own").and.not.include('name="customer"');
    const saved = await acme().submit("planner", "/hours/save", {
      name: "mine",
      mode: "refuse_inside",
      zone: "UTC",
      source: "call_time",
      call_time: "9AM-5PM",
      customer: "globex",
    });
    expect(saved.status).to.equal(303);
    expect(await store().find("mine")).to.include({ customer: "acme", callTimeId: "9am-5pm" });
  });
});
