import { expect } from "chai";
import { EVERY_CUSTOMER } from "../../server/db/customerScope.ts";
import { createKeyUsage } from "../../server/history/keyUsage.ts";
import { stateOf } from "../../server/keys/keyState.ts";
import { createKeyStore } from "../../server/keys/keyStore.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { createKey } from "../support/factories.ts";

const NOW = new Date("2026-11-23T10:00:00.900Z");
const HOUR = 3_600_000;
const later = (milliseconds: number) => new Date(NOW.getTime() + milliseconds);
const seconds = (time: Date) => new Date(Math.floor(time.getTime() / 1000) * 1000);

describe("Changing a key", () => {
  let database: TestDatabase;

  before(async () => {
    database = await createTestDatabase();
  });

  after(() => database.drop());

  const store = () => createKeyStore(database.root, EVERY_CUSTOMER);

  async function make(wanted: Parameters<typeof createKey>[1] = {}) {
    const { id, key } = await createKey(database, wanted);
    return { key, shown: await read(id) };
  }

  const read = async (id: number) => (await store().find(id)) ?? expect.fail(`there is a key ${id}`);
  const count = async () => (await store().list()).length;

  describe("by editing its settings", () => {
    const SETTINGS = {
      label: "CRM <b>",
      scopes: ["read", "archive"],
      leadLimit: 50,
      rateLimit: 9,
      responseFormat: "http_code",
      allowedAddresses: ["192.0.2.0/24", "2001:db8::1"],
      expiresAt: new Date("2027-01-31T23:59:59Z"),
    } as const;

    it("saves every setting, and the key stays valid", async () => {
      const { key, shown } = await make();
      expect(await store().edit(shown, SETTINGS)).to.equal("changed");
      expect(await read(shown.id)).to.deep.equal({ ...shown, ...SETTINGS, version: shown.version + 1 });
      expect((await store().findBySecret(key))?.id).to.equal(shown.id);
    });

    it("can remove its limit, its addresses and its expiry", async () => {
      const { shown } = await make(SETTINGS);
      const open = { ...SETTINGS, rateLimit: null, allowedAddresses: [], expiresAt: null };
      expect(await store().edit(shown, open)).to.equal("changed");
      expect(await read(shown.id)).to.include({ rateLimit: null, expiresAt: null });
      expect((await read(shown.id)).allowedAddresses).to.deep.equal([]);
    });

    it("is refused for the second of two users who edit the same version, even at the same moment", async () => {
      const { shown } = await make();
      const both = await Promise.all(
        ["one", "other"].map((label) => store().edit(shown, { ...SETTINGS, label })),
      );
      expect(both).to.have.members(["changed", "changed_meanwhile"]);
      const winner = both[0] === "changed" ? "one" : "other";
      expect((await read(shown.id)).label).to.equal(winner);
    });

    it("is not disturbed by requests that use the key meanwhile", async () => {
      const { shown } = await make();
      await store().noteUse(shown, NOW);
      expect(await store().edit(shown, SETTINGS)).to.equal("changed");
      expect((await read(shown.id)).lastUsedAt).to.deep.equal(seconds(NOW));
    });

    it("is refused if the key is revoked or unknown", async () => {
      const { shown } = await make();
      await store().revoke(shown.id, NOW);
      expect(await store().edit(shown, SETTINGS)).to.equal("revoked");
      expect(await store().edit({ id: 987_654, version: 1 }, SETTINGS)).to.equal("unknown");
      expect((await read(shown.id)).label).to.equal(shown.label);
    });
  });

  describe("by rolling it", () => {
    const KEPT = {
      label: "CRM",
      scopes: ["read", "restore_by_phone"],
      leadLimit: 50,
      rateLimit: 9,
      responseFormat: "status_code",
      allowedAddresses: ["192.0.2.0/24"],
      customer: "acme",
      vicidialUser: "someone",
    } as const;
    const DAY = { overlapMs: 24 * HOUR, expiresAt: null };

    it("creates a key with the same settings, and both are valid until the overlap ends", async () => {
      const { key, shown } = await make(KEPT);
      const result = await store().roll(shown, DAY, NOW);
      if (result.outcome !== "rolled") return expect.fail(result.outcome);
      expect(result.made.key).to.not.equal(key);
      const made = await read(result.made.id);
      expect(made).to.deep.include({ ...KEPT, rolledFrom: shown.id, expiresAt: null });
      expect((await store().findBySecret(result.made.key))?.id).to.equal(made.id);
      const old = await read(shown.id);
      expect(old.expiresAt).to.deep.equal(seconds(later(24 * HOUR)));
      expect([stateOf(old, later(23 * HOUR)), stateOf(old, later(24 * HOUR))]).to.deep.equal([
        "active",
        "expired",
      ]);
    });

    it("expires the old key at once without an overlap", async () => {
      const { shown } = await make();
      await store().roll(shown, { overlapMs: 0, expiresAt: null }, NOW);
      expect(stateOf(await read(shown.id), NOW)).to.equal("expired");
    });

    it("never extends the old key, and gives the new key the requested expiry", async () => {
      const { shown } = await make({ expiresAt: seconds(later(HOUR)) });
      const result = await store().roll(shown, { ...DAY, expiresAt: seconds(later(99 * HOUR)) }, NOW);
      expect((await read(shown.id)).expiresAt).to.deep.equal(seconds(later(HOUR)));
      if (result.outcome !== "rolled") return expect.fail(result.outcome);
      expect((await read(result.made.id)).expiresAt).to.deep.equal(seconds(later(99 * HOUR)));
    });

    it("creates one key, even for repeated and concurrent requests", async () => {
      const { shown } = await make();
      const before = await count();
      const results = await Promise.all([1, 2, 3].map(() => store().roll(shown, DAY, NOW)));
      expect(results.filter(({ outcome }) => outcome === "rolled")).to.have.length(1);
      expect(await count()).to.equal(before + 1);
      const again = await store().roll(await read(shown.id), DAY, NOW);
      expect(again.outcome).to.equal("rolled_already");
      expect(await count()).to.equal(before + 1);
    });

    it("can be repeated if the new key was revoked", async () => {
      const { shown } = await make();
      const first = await store().roll(shown, DAY, NOW);
      if (first.outcome !== "rolled") return expect.fail(first.outcome);
      await store().revoke(first.made.id, NOW);
      expect((await store().roll(await read(shown.id), DAY, NOW)).outcome).to.equal("rolled");
    });

    it("creates no key from one that is revoked, expired, changed meanwhile or unknown", async () => {
      const [revoked, expired, changed] = [
        await make(),
        await make({ expiresAt: later(-HOUR) }),
        await make(),
      ];
      await store().revoke(revoked.shown.id, NOW);
      await store().edit(changed.shown, { ...changed.shown, leadLimit: 7 });
      const before = await count();
      const outcomes: string[] = [];
      for (const shown of [revoked.shown, expired.shown, changed.shown, { id: 987_654, version: 1 }])
        outcomes.push((await store().roll(shown, DAY, NOW)).outcome);
      expect(outcomes).to.deep.equal(["revoked", "expired", "changed_meanwhile", "unknown"]);
      expect(await count()).to.equal(before);
      expect((await read(changed.shown.id)).expiresAt).to.equal(null);
    });
  });

  it("does not create a second key for a form that is sent twice", async () => {
    const wanted = { label: "x", customer: "default", vicidialUser: "u", leadLimit: 1, expiresAt: null };
    const formId = "5d0ff2f6-6b52-4b0c-8a51-3f3f1f5d3f10";
    const before = await count();
    const both = await Promise.all([1, 2].map(() => store().createOnce(formId, wanted, NOW)));
    expect(both.filter((made) => made !== undefined)).to.have.length(1);
    expect(await count()).to.equal(before + 1);
  });

  it("keeps its request count readable from the index alone", async () => {
    const batch = (keyId: number | null, started: string) => ({
      ...{ customer: "default", direction: "dearchive", key_id: keyId, vicidial_user: "u", state: "done" },
      ...{ request_id: "r", insert_leads: 1, update_leads: 0, delete_leads: 1, started_at: started },
    });
    await database
      .root("dearchive_batches")
      .insert([
        batch(1, "2026-11-16 09:59:59.999"),
        batch(1, "2026-11-16 10:00:00.000"),
        batch(1, "2026-11-20 10:00:00.000"),
        batch(2, "2026-11-20 10:00:00.000"),
        batch(null, "2026-11-20 10:00:00.000"),
      ]);
    const usage = createKeyUsage(database.root, EVERY_CUSTOMER);
    const since = new Date("2026-11-16T10:00:00Z");
    expect([...(await usage.countBatches([1, 3], since))]).to.deep.equal([[1, 2]]);
    expect([...(await usage.countBatches([], since))]).to.deep.equal([]);
    const [plan] = await database.sql(
      "EXPLAIN SELECT key_id, COUNT(*) FROM dearchive_batches WHERE key_id IN (1, 3) AND started_at >= '2026-11-16' GROUP BY key_id",
    );
    expect(plan?.["Extra"]).to.match(/Using index/);
  });
});
