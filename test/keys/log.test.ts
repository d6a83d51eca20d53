import { expect } from "chai";
import { makeApiKey } from "../../server/keys/apiKey.ts";
import { DEARCHIVE, fullMove, useApiSetup } from "../support/apiSetup.ts";
import { post } from "../support/client.ts";
import { createKey, insertLead } from "../support/factories.ts";
import { createMemoryLog } from "../support/log.ts";

const PERSONAL = {
  phone_number: "5558675309",
  first_name: "Wilhelmina",
  email: "wilhelmina@example.com",
  comments: "owes us money",
};

describe("The log", () => {
  const log = createMemoryLog();
  const setup = useApiSetup({ plugin: { logger: log.logger } });

  beforeEach(() => insertLead(setup().database, "vicidial_list_archive", 1, PERSONAL));

  function expectWithout(secrets: readonly string[]): void {
    for (const secret of secrets) expect(log.text()).to.not.include(secret);
  }

  it("describes a move by ids and counts", async () => {
    const answer = await setup().dearchive(fullMove([1]));
    expect(answer.status).to.equal(200);
    expect(log.lines().at(-1)).to.include({
      request_id: answer.headers.get("X-Request-Id"),
      method: "POST",
      path: DEARCHIVE,
      status: 200,
      customer: "default",
      leads: 1,
      inserted: 1,
      deleted: 1,
    });
  });

  it("never contains a key, valid or refused", async () => {
    const { database, server, key } = setup();
    const revoked = await createKey(database);
    await database.root("dearchive_api_keys").where({ id: revoked.id }).update({ revoked_at: "2026-01-01" });
    const mistyped = `${key.slice(0, -1)}_`;
    const keys = [key, revoked.key, makeApiKey(), mistyped];
    for (const each of keys) await post(`${server.url + DEARCHIVE}?key=${each}`, each, fullMove([1]));
    expect(log.lines()).to.have.length.at.least(keys.length);
    expectWithout(keys.map((each) => each.slice(12)));
  });

  it("never contains the data of a lead", async () => {
    const { database, dearchive } = setup();
    await insertLead(database, "vicidial_list", 1, { ...PERSONAL, last_name: "Other" });
    expect((await dearchive(fullMove([1]))).status).to.equal(200);
    expectWithout(Object.values(PERSONAL));
  });

  it("never contains a request body, even an invalid one", async () => {
    const secret = "b0dy-s3cret";
    const bodies = [
      { ...fullMove([1]), note: secret },
      fullMove([secret]),
      { ...fullMove([1]), insert_leads: secret },
      `{"lead_ids": ["${secret}", b0dy-s3cret]}`,
      `{"${secret}`,
    ];
    for (const body of bodies) await setup().dearchive(body);
    await setup().dearchive(secret, { "Content-Type": "text/plain" });
    expect(log.lines()).to.have.length.at.least(bodies.length + 1);
    expectWithout([secret]);
  });

  it("never contains a lead's data or an SQL statement, even when the database fails", async () => {
    const { database, dearchive } = setup();
    await database.sql("ALTER TABLE vicidial_list MODIFY comments VARCHAR(5)");
    const refused = await dearchive(fullMove([1]));
    await database.sql("ALTER TABLE vicidial_list MODIFY comments VARCHAR(255)");
    await database.sql("RENAME TABLE vicidial_users TO taken_away");
    const failed = await dearchive(fullMove([1]));
    await database.sql("RENAME TABLE taken_away TO vicidial_users");
    expect([refused.status, failed.status]).to.deep.equal([500, 500]);
    expectWithout([...Object.values(PERSONAL), "apiuser"]);
    expect(log.text()).to.not.match(/\b(select|insert into|left join|where)\b/i);
  });
});
