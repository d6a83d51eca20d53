import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { EVERY_CUSTOMER } from "../../server/db/customerScope.ts";
import { createRunStore } from "../../server/runs/store/runStore.ts";
import { useAdminSetup } from "../support/adminSetup.ts";
import { HOURS_HOLD_MS } from "../support/clock.ts";
import { createUser, leadArchiver, leadIdsIn } from "../support/factories.ts";
import { removeRules, saveRule } from "../support/hours.ts";
import {
  createRun,
  leadResultsOf,
  NO_OPTIONS,
  outcomesOf,
  readRun,
  runToEnd,
  untilRun,
} from "../support/runs.ts";
import { holdTable, until, untilLockWait } from "../support/waiting.ts";

describe("A run", () => {
  const setup = useAdminSetup();
  const store = () => createRunStore(setup().database.root, EVERY_CUSTOMER);
  const archived = leadArchiver(() => setup().database);

  /** Starts a run with a speed limit that leaves a minute or more to control it, also on a busy machine. */
  async function startSlowly(ids: readonly number[], rate: number): Promise<number> {
    const id = await createRun(setup().database, ids);
    await untilRun(setup().database, id, "ready");
    await store().start(id, { ...NO_OPTIONS, rate });
    return id;
  }

  const told = async (id: number) => (await leadResultsOf(setup().database, id)).length;
  const liveOf = async (ids: readonly number[]) =>
    (await leadIdsIn(setup().database, "vicidial_list")).filter((id) => ids.includes(id));

  it("pauses between two batches, moves nothing while paused, and resumes where it stopped", async () => {
    const ids = await archived(600);
    const id = await startSlowly(ids, 5);
    await until("some were moved", async () => (await told(id)) > 0);
    expect(await store().pause(id)).to.equal(true);
    await until("nobody works on it", async () => !(await readRun(setup().database, id)).isWorkedOn);
    const paused = await told(id);
    expect(paused).to.be.greaterThan(0).and.lessThan(600);
    expect(await liveOf(ids)).to.have.lengthOf(paused);
    await sleep(1500);
    expect(await told(id), "after a while").to.equal(paused);

    await store().setRate(id, null);
    expect(await store().resume(id)).to.equal(true);
    const done = await untilRun(setup().database, id, "done");
    expect(done.counts).to.deep.equal({ moved: 600 });
    expect(await liveOf(ids)).to.deep.equal(ids);
  });

  it("stops permanently, keeps the moved leads moved and the rest in place, and records which were moved", async () => {
    const ids = await archived(100);
    const id = await startSlowly(ids, 2);
    await until("some were moved", async () => (await told(id)) > 0);
    expect(await store().stop(id)).to.equal(true);
    await until("nobody works on it", async () => !(await readRun(setup().database, id)).isWorkedOn);
    const outcomes = await outcomesOf(setup().database, id);
    expect(await liveOf(ids)).to.deep.equal([...outcomes.keys()]);
    expect(new Set(outcomes.values())).to.deep.equal(new Set(["moved"]));
    const { counts } = await readRun(setup().database, id);
    expect(counts, "as the list of runs tells").to.deep.equal({ moved: outcomes.size });
    for (const control of ["resume", "pause", "stop", "recheck", "discard"] as const)
      expect(await store()[control](id), control).to.equal(false);
  });

  it("can be undone together with the batch that was in progress when it was stopped", async () => {
    const { database } = setup();
    const ids = await archived(40);
    const id = await createRun(database, ids);
    await untilRun(database, id, "ready");
    const lock = await holdTable(database, "vicidial_list", "READ");
    await store().start(id, NO_OPTIONS);
    await until("its batch is under way", async () => (await readRun(database, id)).isWorkedOn);
    await untilLockWait(database);
    await store().stop(id);
    const undo = { direction: "archive", source: { kind: "run", runId: id } } as const;
    const undoId = await store().create({ customer: "default", user: "boss", requestId: "x", ...undo });
    await until("it waits", async () => (await readRun(database, undoId)).hold?.code === "undo_waits");
    await lock.release();
    expect((await untilRun(database, undoId, "ready")).leadCount).to.equal(40);
    expect((await runToEnd(database, undoId)).counts).to.deep.equal({ moved: 40 });
    expect(await liveOf(ids)).to.deep.equal([]);
  });

  it("never delays other runs, even with a very low speed limit", async () => {
    const { database } = setup();
    const slow = await Promise.all(
      (await archived(6)).map((lead) => createRun(database, [lead, lead + 100_000])),
    );
    for (const id of slow) {
      await untilRun(database, id, "ready");
      await store().start(id, { ...NO_OPTIONS, rate: 1 });
    }
    const ids = await archived(20);
    const quick = await createRun(database, ids);
    expect((await runToEnd(database, quick)).counts).to.deep.equal({ moved: 20 });
    for (const id of slow) await untilRun(database, id, "done");
  });

  it("waits while office hours block moves, names the rule, and continues automatically when they end", async () => {
    const { database } = setup();
    const ids = await archived(40);
    const id = await createRun(database, ids);
    await untilRun(database, id, "ready");
    await saveRule(database, "mon-sun 00:00-24:00", { name: "always closed" });
    await sleep(HOURS_HOLD_MS);
    try {
      await store().start(id, NO_OPTIONS);
      await until("it is held", async () => (await readRun(database, id)).hold?.code === "office_hours");
      expect((await readRun(database, id)).hold?.detail).to.equal("always closed");
      expect(await liveOf(ids)).to.deep.equal([]);
    } finally {
      await removeRules(database);
    }
    expect((await untilRun(database, id, "done")).counts).to.deep.equal({ moved: 40 });
  });

  it("uses its owner's current rights, and pauses when they are revoked", async () => {
    const { database } = setup();
    await createUser(database, "temporary");
    const ids = await archived(600);
    const id = await createRun(database, ids, { user: "temporary" });
    await untilRun(database, id, "ready");
    await store().start(id, { ...NO_OPTIONS, rate: 5 });
    await until("some were moved", async () => (await told(id)) > 0);
    await database.root("vicidial_users").where({ user: "temporary" }).update({ modify_leads: "0" });
    const paused = await untilRun(database, id, "paused");
    expect([paused.hold?.code, paused.hold?.detail]).to.deep.equal(["owner_rights", "no_modify_leads"]);
    expect((await liveOf(ids)).length).to.be.lessThan(600);
  });

  it("moves no leads in lists that its owner cannot access", async () => {
    const { database } = setup();
    await database.root("vicidial_lists").insert({ list_id: 8001, campaign_id: "MINE", active: "Y" });
    await createUser(database, "limited", {}, " MINE -");
    const [own = 0] = await archived(1, { list_id: 8001 });
    const [foreign = 0] = await archived(1, { list_id: 7777 });
    const id = await createRun(database, [own, foreign], { user: "limited" });
    expect((await untilRun(database, id, "ready")).tally.combinations).to.include({ missing: 1 });
    expect((await runToEnd(database, id)).counts).to.deep.equal({ moved: 1, not_found: 1 });
    expect(await liveOf([own, foreign])).to.deep.equal([own]);
  });

  it("reports leads that another run has moved in the meantime as already live", async () => {
    const { database } = setup();
    const ids = await archived(30);
    const id = await createRun(database, ids);
    await untilRun(database, id, "ready");
    const other = await createRun(database, ids.slice(0, 10));
    await runToEnd(database, other);
    expect((await runToEnd(database, id)).counts).to.deep.equal({ already_live: 10, moved: 20 });
  });

  it("moves all other leads when one lead cannot be moved, and records the reason for that lead", async () => {
    const { database } = setup();
    const ids = await archived(20);
    const [odd = 0] = ids;
    await database.sql("ALTER TABLE vicidial_list_archive ADD note VARCHAR(20) DEFAULT ''");
    await database.root("vicidial_list_archive").where({ lead_id: odd }).update({ note: "precious" });
    try {
      const id = await createRun(database, ids);
      expect((await untilRun(database, id, "ready")).tally.combinations).to.include({ refused: 1 });
      expect((await runToEnd(database, id)).counts).to.deep.equal({ refused: 1, moved: 19 });
      expect((await outcomesOf(database, id)).get(odd)).to.include("refused: vicidial_list lacks");
    } finally {
      await database.sql("ALTER TABLE vicidial_list_archive DROP note");
    }
  });

  it("can check its leads again, and can be discarded without a trace", async () => {
    const { database } = setup();
    const ids = await archived(5);
    const id = await createRun(database, ids);
    await untilRun(database, id, "ready");
    await database.root("vicidial_list_archive").where({ lead_id: ids[0] }).delete();
    expect(await store().recheck(id)).to.equal(true);
    const again = await untilRun(database, id, "ready");
    expect(again.tally.combinations).to.deep.equal({ missing: 1, list_gone: 4 });
    expect(await store().discard(id)).to.equal(true);
    expect(await database.root("dearchive_run_parts").where({ run_id: id })).to.deep.equal([]);
    expect(await store().find(id)).to.equal(undefined);
  });
});
