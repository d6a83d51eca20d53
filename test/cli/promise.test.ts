import { expect } from "chai";
import { DEARCHIVE, fullMove } from "../support/apiSetup.ts";
import { type Answer, post, startServer, type TestServer } from "../support/client.ts";
import { createClock, HOURS_HOLD_MS } from "../support/clock.ts";
import { useCommandLine } from "../support/commandLine.ts";
import { createUser, insertLeads, leadIdsIn } from "../support/factories.ts";

interface MadeKey {
  readonly id: number;
  readonly key: string;
}

describe("The HTTP API applies what the command line sets:", () => {
  const line = useCommandLine();
  const clock = createClock(new Date().toISOString());
  let server: TestServer;

  before(async () => {
    await createUser(line().database);
    server = await startServer(line().database, { clock: clock.read });
  });

  after(() => server.close());

  beforeEach(() => insertLeads(line().database, "vicidial_list_archive", [1, 2, 3]));

  afterEach(async () => {
    for (const table of ["vicidial_list", "vicidial_list_archive"])
      await line().database.root(table).delete();
  });

  function makeKey(...words: string[]): Promise<MadeKey> {
    return line().json<MadeKey>("keys", "create", "--label", "x", "--user", "apiuser", ...words);
  }

  function move(key: string, ...ids: number[]): Promise<Answer> {
    return post(server.url + DEARCHIVE, key, fullMove(ids));
  }

  it("a new key moves leads, and is refused once it is revoked", async () => {
    const { id, key } = await makeKey();
    expect((await move(key, 1)).status).to.equal(200);
    await line().json("keys", "revoke", String(id), "--yes");
    expect((await move(key, 2)).status).to.equal(401);
    expect(await leadIdsIn(line().database, "vicidial_list")).to.deep.equal([1]);
  });

  it("a key has the limit that was set", async () => {
    const { key } = await makeKey("--limit", "2");
    const answer = await move(key, 1, 2, 3);
    expect(answer.text).to.equal(
      '{"message":"lead_ids cannot exceed 2 values","lead_errors":0,"lead_ids":[]}',
    );
    expect((await move(key, 1, 2)).status).to.equal(200);
  });

  it("a key works only for the customer that was set", async () => {
    const { key } = await makeKey("--customer", "acme");
    const at = (customer: string) => post(`${server.url + DEARCHIVE}/${customer}`, key, fullMove([1]));
    expect((await at("default")).status).to.equal(401);
    expect((await at("acme")).status).to.equal(200);
  });

  it("office hours block calls two seconds after they are set, and allow them again when removed", async () => {
    const { key } = await makeKey();
    expect((await move(key, 1)).status).to.equal(200);

    await line().json("hours", "set", "always", "--weekly", "daily all day");
    clock.advance(HOURS_HOLD_MS);
    const refused = await move(key, 2);
    expect(refused.status).to.equal(403);
    // The rule never ends, so there is no time to retry.
    expect(refused.headers.get("Retry-After")).to.equal(null);

    await line().json("hours", "set", "always", "--mode", "off");
    clock.advance(HOURS_HOLD_MS);
    expect((await move(key, 2)).status).to.equal(200);

    await line().json("hours", "set", "always", "--mode", "refuse_inside", "--customer", "acme");
    clock.advance(HOURS_HOLD_MS);
    expect((await move(key, 3)).status).to.equal(200);
    expect((await move((await makeKey("--customer", "acme")).key, 3)).status).to.equal(403);

    await line().json("hours", "remove", "always");
    clock.advance(HOURS_HOLD_MS);
    expect(await leadIdsIn(line().database, "vicidial_list")).to.deep.equal([1, 2, 3]);
  });
});
