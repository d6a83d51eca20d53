import { expect } from "chai";
import type { Knex } from "knex";
import { createColumnPlans } from "../../../server/leads/tables/columnPlanCache.ts";
import { ARCHIVE, DEARCHIVE } from "../../../server/leads/tables/direction.ts";
import { connectTo, createTestDatabase, type TestDatabase } from "../../support/database.ts";

describe("The plan of what is copied and compared", () => {
  let database: TestDatabase;
  let db: ReturnType<typeof connectTo>;

  before(async () => {
    database = await createTestDatabase();
    db = connectTo(database);
  });

  after(async () => {
    await db.destroy();
    await database.drop();
  });

  it("is one and the same for everybody who asks at once while the tables stay as they are", async () => {
    const plans = createColumnPlans(database.name);
    const asked = await Promise.all(Array.from({ length: 8 }, () => plans.current(db, DEARCHIVE)));
    expect(new Set(asked).size).to.equal(1);
    expect(await plans.current(db, DEARCHIVE)).to.equal(asked[0]);
  });

  it("stays the same while inserts count AUTO_INCREMENT up", async () => {
    const plans = createColumnPlans(database.name);
    const before = await plans.current(db, ARCHIVE);
    await database.sql("INSERT INTO vicidial_list (lead_id, phone_number) VALUES (900, '1')");
    expect(await plans.current(db, ARCHIVE)).to.equal(before);
  });

  it("is made anew when a table is altered, and names the new column", async () => {
    const plans = createColumnPlans(database.name);
    await plans.current(db, DEARCHIVE);
    await database.sql("ALTER TABLE vicidial_list_archive ADD COLUMN added INT");
    const after = await plans.current(db, DEARCHIVE);
    expect(after.sourceOnly.map(({ name }) => name)).to.deep.equal(["added"]);
  });

  /** Wraps the pool to run an action once, just before the columns are read. */
  function withInterruption(interrupt: () => Promise<unknown>): Knex {
    let pending: typeof interrupt | undefined = interrupt;
    const raw = async (sql: string, bindings: readonly Knex.RawBinding[]) => {
      const now = sql.includes("information_schema") ? pending : undefined;
      if (now) pending = undefined;
      await now?.();
      return db.raw(sql, bindings);
    };
    return new Proxy(db, { get: (pool, key) => (key === "raw" ? raw : Reflect.get(pool, key)) });
  }

  it("is never kept for definitions that a table no longer had when its columns were read", async () => {
    const plans = createColumnPlans(database.name);
    await database.sql("ALTER TABLE vicidial_list ADD COLUMN late INT");
    await database.sql("ALTER TABLE vicidial_list_archive ADD COLUMN late INT");
    const altering = withInterruption(() =>
      database.sql("ALTER TABLE vicidial_list_archive DROP COLUMN late"),
    );
    expect((await plans.current(altering, DEARCHIVE)).copied).to.not.include("late");
    await database.sql("ALTER TABLE vicidial_list_archive ADD COLUMN late INT");
    expect((await plans.current(db, DEARCHIVE)).copied).to.include("late");
  });

  it("keeps both directions apart", async () => {
    const plans = createColumnPlans(database.name);
    await database.sql("ALTER TABLE vicidial_list_archive ADD COLUMN IF NOT EXISTS added INT");
    const [back, away] = [await plans.current(db, DEARCHIVE), await plans.current(db, ARCHIVE)];
    expect(back.targetOnly).to.deep.equal([]);
    expect(away.targetOnly.map(({ name }) => name)).to.deep.equal(["added"]);
    expect(await plans.expected(db, DEARCHIVE)).to.equal(back);
    expect(await plans.expected(db, ARCHIVE)).to.equal(away);
  });
});
