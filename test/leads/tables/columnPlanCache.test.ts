import { expect } from "chai";
import type { Knex } from "knex";
import { createColumnPlans } from "../../../server/leads/tables/columnPlanCache.ts";
import { ARCHIVE, DEARCHIVE } from "../../../server/leads/tables/direction.ts";
import { connectTo, createTestDatabase, type TestDatabase } from "../../support/database.ts";

describe("The column plan cache", () => {
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

  it("returns the same plan to concurrent callers while the tables do not change", async () => {
    const plans = createColumnPlans(database.name);
    const asked = await Promise.all(Array.from({ length: 8 }, () => plans.current(db, DEARCHIVE)));
    expect(new Set(asked).size).to.equal(1);
    expect(await plans.current(db, DEARCHIVE)).to.equal(asked[0]);
  });

  it("keeps the plan while inserts increase AUTO_INCREMENT", async () => {
    const plans = createColumnPlans(database.name);
    const before = await plans.current(db, ARCHIVE);
    await database.sql("INSERT INTO vicidial_list (lead_id, phone_number) VALUES (900, '1')");
    expect(await plans.current(db, ARCHIVE)).to.equal(before);
  });

  it("makes a new plan with the new column after an ALTER TABLE", async () => {
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

  it("never keeps a plan for a table that was altered before its columns were read", async () => {
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

  it("keeps the plans of the two directions separate", async () => {
    const plans = createColumnPlans(database.name);
    await database.sql("ALTER TABLE vicidial_list_archive ADD COLUMN IF NOT EXISTS added INT");
    const [back, away] = [await plans.current(db, DEARCHIVE), await plans.current(db, ARCHIVE)];
    expect(back.targetOnly).to.deep.equal([]);
    expect(away.targetOnly.map(({ name }) => name)).to.deep.equal(["added"]);
    expect(await plans.expected(db, DEARCHIVE)).to.equal(back);
    expect(await plans.expected(db, ARCHIVE)).to.equal(away);
  });
});
