import { createHash } from "node:crypto";
import { expect } from "chai";
import { EVERY_CUSTOMER } from "../../server/db/customerScope.ts";
import { createKeyStore } from "../../server/keys/keyStore.ts";
import { fullMove, leavingLeadsUntouched, useApiSetup } from "../support/apiSetup.ts";
import type { Answer } from "../support/client.ts";
import { createClock } from "../support/clock.ts";
import { createKey, insertLeads } from "../support/factories.ts";

const START = "2026-11-23T10:00:00.000Z";

describe("A key", () => {
  const clock = createClock(START);
  const setup = useApiSetup({ plugin: { clock: clock.read } });
  const store = () => createKeyStore(setup().database.root, EVERY_CUSTOMER);

  beforeEach(() => insertLeads(setup().database, "vicidial_list_archive", [1]));

  function call(key: string): Promise<Answer> {
    return setup().dearchive(
      { ...fullMove([1]), insert_leads: false, delete_leads: false },
      {
        Authorization: `Key=${key}`,
      },
    );
  }

  async function expectRefused(key: string): Promise<void> {
    const answer = await leavingLeadsUntouched(setup(), () => call(key));
    expect(answer.status).to.equal(401);
    expect(answer.text).to.equal('{"message":"unable to validate api user"}');
  }

  async function lastUse(id: number): Promise<unknown> {
    const [row] = await setup().database.sql("SELECT last_used_at FROM dearchive_api_keys WHERE id = ?", [
      id,
    ]);
    return row?.["last_used_at"];
  }

  it("is refused from the next request on when it is revoked, and other keys are not", async () => {
    const { database } = setup();
    const [one, other] = [await createKey(database), await createKey(database)];
    expect((await call(one.key)).status).to.equal(200);
    await store().revoke(one.id, clock.read());
    await expectRefused(one.key);
    expect((await call(other.key)).status).to.equal(200);
  });

  it("keeps its first revocation time when it is revoked again", async () => {
    const { id } = await createKey(setup().database);
    expect(await store().revoke(id, new Date("2026-01-01T00:00:00Z"))).to.equal(true);
    expect(await store().revoke(id, new Date("2026-02-02T00:00:00Z"))).to.equal(true);
    const key = (await store().list()).find((each) => each.id === id);
    expect(key?.revokedAt).to.deep.equal(new Date("2026-01-01T00:00:00Z"));
  });

  it("is not affected by revoking an unknown id", async () => {
    expect(await store().revoke(987_654, clock.read())).to.equal(false);
  });

  it("is refused from the instant when it expires", async () => {
    const expiresAt = new Date(clock.read().getTime() + 60_000);
    const { key } = await createKey(setup().database, { expiresAt });
    expect((await call(key)).status).to.equal(200);
    clock.advance(59_999);
    expect((await call(key)).status).to.equal(200);
    clock.advance(1);
    await expectRefused(key);
  });

  it("shows its last use, which is written at most once a minute", async () => {
    const { id, key } = await createKey(setup().database);
    expect(await lastUse(id)).to.equal(null);
    const at = (seconds: number) =>
      new Date(clock.read().getTime() + seconds * 1000).toISOString().slice(0, 19).replace("T", " ");
    clock.advance(60_000 - (clock.read().getTime() % 60_000));
    const first = at(0);
    await call(key);
    expect(await lastUse(id)).to.equal(first);
    clock.advance(59_000);
    await call(key);
    expect(await lastUse(id)).to.equal(first);
    clock.advance(1000);
    const second = at(0);
    await call(key);
    expect(await lastUse(id)).to.equal(second);
  });

  it("shows no use after a refused request", async () => {
    const { id, key } = await createKey(setup().database);
    await store().revoke(id, clock.read());
    await expectRefused(key);
    expect(await lastUse(id)).to.equal(null);
  });

  it("is stored in the database only as a hash", async () => {
    const { database } = setup();
    const { id, key } = await createKey(database);
    await call(key);
    const [row] = await database.sql<{ key_hash: Buffer }>("SELECT * FROM dearchive_api_keys WHERE id = ?", [
      id,
    ]);
    expect(row?.key_hash).to.deep.equal(createHash("sha256").update(key).digest());
    const tables = await database.sql<{ name: string }>(
      "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = ? AND table_name LIKE 'dearchive%'",
      [database.name],
    );
    expect(tables.length).to.be.at.least(4);
    for (const { name } of tables)
      expect(JSON.stringify(await database.sql(`SELECT * FROM ${name}`)), name).to.not.include(key.slice(12));
  });

  it("is listed without its hash", async () => {
    await createKey(setup().database);
    const [newest] = await store().list();
    expect(newest).to.have.all.keys(
      ...[
        "id",
        "label",
        "prefix",
        "customer",
        "vicidialUser",
        "scopes",
        "leadLimit",
        "responseFormat",
        "rateLimit",
      ],
      ...["allowedAddresses", "rolledFrom", "version", "createdAt", "expiresAt", "revokedAt", "lastUsedAt"],
    );
  });
});
