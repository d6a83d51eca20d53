import { expect } from "chai";
import { adminClient, createPeople, HOME } from "../support/adminSetup.ts";
import { useThreeCustomers } from "../support/customers.ts";
import { createUser } from "../support/factories.ts";

describe("An additional customer's pages", () => {
  const town = useThreeCustomers();
  const pagesOf = (path: string) => adminClient(town().server.url + HOME + path);

  before(async () => {
    await createPeople(town().databases.acme);
    // The same name and password in another Vicidial, with hardly any rights.
    await createUser(town().databases.default, "boss", { pass: "ssob", modify_leads: "0" });
  });

  it("are for users of that customer's Vicidial, with the rights that they have there", async () => {
    const status = async (path: string, user: string) => (await pagesOf(path).get(user)).status;
    expect(await status("/customers/acme", "planner")).to.equal(200);
    expect(await status("", "planner")).to.equal(401);
    expect(await status("/customers/globex", "planner")).to.equal(401);
    expect(await status("/customers/acme/keys", "boss")).to.equal(200);
    expect(await status("/keys", "boss")).to.equal(403);
  });

  it("have paths below the customer's name, and all their links stay there", async () => {
    const { text } = await pagesOf("/customers/acme").get("boss");
    const own = [...text.matchAll(/ (?:href|action)="([^"]*\/dearchive(?!\/(?:static|docs))[^"]*)"/g)];
    expect(own.length).to.be.greaterThan(6);
    for (const [, address] of own) expect(address).to.match(/^\/vicidial\/dearchive\/customers\/acme(\/|$)/);
    expect(text).to.include('<span class="tag">acme</span>');
    const changed = await pagesOf("/customers/acme").submit("boss", "/zone", { zone: "UTC" });
    expect([changed.status, changed.headers.get("Location")]).to.deep.equal([303, `${HOME}/customers/acme`]);
  });

  it("show only that customer's batches, keys and leads", async () => {
    const { move } = town();
    await move("acme", [1, 2]);
    await move("globex", [1, 2, 3]);
    const overview = (await pagesOf("/customers/acme").get("boss")).text;
    expect(overview)
      .to.match(/<strong>2<\/strong> in 14 days/)
      .and.not.include("First steps");
    expect([...overview.matchAll(/<a href="[^"]*\/history\/\d+">/g)]).to.have.length(1);
    const keys = (await pagesOf("/customers/acme").get("boss", "/keys")).text;
    expect([...keys.matchAll(/<code>vda_/g)]).to.have.length(1);
  });

  it("refuse forms that were issued for another customer", async () => {
    const _csrf = await pagesOf("").token("boss");
    const refused = await pagesOf("/customers/acme").submit("boss", "/zone", { zone: "UTC", _csrf });
    expect(refused.status).to.equal(403);
  });
});
