import { expect } from "chai";
import { EVERY_CUSTOMER } from "../../server/db/customerScope.ts";
import { createRunStore } from "../../server/runs/store/runStore.ts";
import { useAdminSetup } from "../support/adminSetup.ts";
import { insertLeads, leadArchiver, leadIdsIn } from "../support/factories.ts";
import { idsFrom } from "../support/leadIds.ts";
import {
  createRun,
  leadResultsOf,
  NO_OPTIONS,
  outcomesOf,
  readRun,
  runToEnd,
  untilRun,
} from "../support/runs.ts";
import { until } from "../support/waiting.ts";

const CALLBACK = {
  status: "ACTIVE",
  callback_time: "2026-12-01 10:00:00",
  user: "1001",
  comments: "after six",
};

const OWNED = { customer: "default", user: "boss", requestId: "of-a-test" };

describe("A run that skips leads or restores callbacks", () => {
  const setup = useAdminSetup();
  const archived = leadArchiver(() => setup().database);

  it("skips a number that was added to a DNC list after the check, and records the reason", async () => {
    const { database } = setup();
    const [known = 0, late = 0, other = 0] = await archived(3);
    const numberOf = (id: number) => ({ phone_number: `555${String(id).padStart(7, "0")}` });
    await database.root("vicidial_dnc").insert(numberOf(known));
    const id = await createRun(database, [known, late, other]);
    expect((await untilRun(database, id, "ready")).tally.combinations).to.include({ "dnc list_gone": 1 });
    await database.root("vicidial_dnc").insert(numberOf(late));
    const done = await runToEnd(database, id, { skip: ["dnc"] });
    expect(done.counts).to.deep.equal({ left_out: 2, moved: 1 });
    expect([...(await outcomesOf(database, id))]).to.deep.equal([
      [known, "left_out: dnc"],
      [late, "left_out: dnc"],
      [other, "moved"],
    ]);
    expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal([other]);
  });

  it("moves a lead with warnings when none of them is set to skip", async () => {
    const { database } = setup();
    const [lead = 0] = await archived(1);
    await database.root("vicidial_dnc").insert({ phone_number: `555${String(lead).padStart(7, "0")}` });
    const id = await createRun(database, [lead]);
    expect((await runToEnd(database, id)).counts).to.deep.equal({ moved: 1 });
  });

  it("waits while it cannot check which leads to skip, and continues when it can", async () => {
    const { database } = setup();
    const ids = await archived(2);
    const id = await createRun(database, ids);
    await untilRun(database, id, "ready");
    await database.sql("RENAME TABLE vicidial_dnc TO elsewhere");
    await createRunStore(database.root, EVERY_CUSTOMER).start(id, { ...NO_OPTIONS, skip: ["dnc"] });
    await until("the run is held", async () => (await readRun(database, id)).hold !== null);
    const { hold, counts } = await readRun(database, id);
    expect([hold?.code, hold?.detail, counts]).to.deep.equal(["check_impossible", "dnc", {}]);
    expect(await leadIdsIn(database, "vicidial_list_archive")).to.include.members([...ids]);
    await database.sql("RENAME TABLE elsewhere TO vicidial_dnc");
    expect((await untilRun(database, id, "done")).counts).to.deep.equal({ moved: 2 });
    expect((await readRun(database, id)).hold).to.equal(null);
  });

  it("archives no lead whose call begins after the check, also when a restore is undone", async () => {
    const { database } = setup();
    const [called = 0, queued = 0, idle = 0] = await archived(3);
    const leads = [called, queued, idle];
    const restore = await createRun(database, leads);
    expect((await runToEnd(database, restore)).counts).to.deep.equal({ moved: 3 });
    const undo = { direction: "archive", source: { kind: "run", runId: restore } } as const;
    const archives = [
      await createRun(database, leads, { direction: "archive" }),
      await createRunStore(database.root, EVERY_CUSTOMER).create({ ...OWNED, ...undo }),
    ];
    for (const id of archives)
      expect((await untilRun(database, id, "ready")).tally.combinations).to.deep.equal({ "": 3 });
    await database.root
      .from("vicidial_live_agents")
      .insert({ user: "1001", server_ip: "127.0.0.1", status: "INCALL", lead_id: called });
    await database.root.from("vicidial_hopper").insert({ lead_id: queued, list_id: 1001 });
    for (const [n, id] of archives.entries()) {
      await runToEnd(database, id, { skip: ["in_hopper"] });
      expect([...(await outcomesOf(database, id))]).to.deep.equal([
        [called, "left_out: on_call"],
        [queued, "left_out: in_hopper"],
        [idle, n === 0 ? "moved" : "already_archived"],
      ]);
    }
    expect(await leadIdsIn(database, "vicidial_list"))
      .to.include.members([called, queued])
      .and.not.include(idle);
    await database.root.from("vicidial_live_agents").delete();
  });

  it("archives no lead whose call begins while an earlier batch of the run moves", async () => {
    const { database } = setup();
    const leads = idsFrom(700_001, 700_600);
    await insertLeads(database, "vicidial_list", leads);
    const called = 700_599;
    await database.root.raw(
      `CREATE TRIGGER call_begins AFTER INSERT ON vicidial_list_archive FOR EACH ROW
       INSERT INTO vicidial_auto_calls (server_ip, lead_id) SELECT '127.0.0.1', ${called} FROM DUAL WHERE NEW.lead_id = 700001`,
    );
    const done = await runToEnd(database, await createRun(database, leads, { direction: "archive" }));
    await database.root.raw("DROP TRIGGER call_begins");
    expect(done.counts).to.deep.equal({ moved: 599, left_out: 1 });
    expect((await outcomesOf(database, done.id)).get(called)).to.equal("left_out: on_call");
    expect(await leadIdsIn(database, "vicidial_list")).to.include(called);
  });

  it("restores the pending callbacks of the restored leads, and no others", async () => {
    const { database } = setup();
    const [waiting = 0, made = 0, stays = 0, unasked = 0] = await archived(4);
    await database.root("vicidial_dnc").insert({ phone_number: `555${String(stays).padStart(7, "0")}` });
    await database.root("vicidial_callbacks_archive").insert([
      { callback_id: 1, lead_id: waiting, ...CALLBACK },
      { callback_id: 2, lead_id: made, ...CALLBACK, status: "INACTIVE" },
      { callback_id: 3, lead_id: stays, ...CALLBACK },
      { callback_id: 4, lead_id: unasked, ...CALLBACK },
    ]);
    const before = await database.root("vicidial_callbacks_archive").where({ callback_id: 1 });
    const id = await createRun(database, [waiting, made, stays]);
    await runToEnd(database, id, { skip: ["dnc"], restoresCallbacks: true });
    expect(await database.root("vicidial_callbacks")).to.deep.equal(before);
    expect(
      await database.root("vicidial_callbacks_archive").orderBy("callback_id").pluck("callback_id"),
    ).to.deep.equal([2, 3, 4]);
    const [stopped = 0, ...rest] = await archived(30);
    await database
      .root("vicidial_callbacks_archive")
      .insert({ callback_id: 5, lead_id: stopped, ...CALLBACK });
    const cutOff = await createRun(database, [stopped, ...rest]);
    await untilRun(database, cutOff, "ready");
    await createRunStore(database.root, EVERY_CUSTOMER).start(cutOff, {
      ...NO_OPTIONS,
      restoresCallbacks: true,
      rate: 5,
    });
    await until("some moved", async () => (await leadResultsOf(database, cutOff)).length > 0);
    await createRunStore(database.root, EVERY_CUSTOMER).stop(cutOff);
    await until("nobody works on it", async () => !(await readRun(database, cutOff)).isWorkedOn);
    expect(await database.root("vicidial_callbacks").pluck("callback_id"), "of a stopped run").to.include(5);
    await database.root("vicidial_callbacks").where({ callback_id: 5 }).delete();

    const other = await createRun(database, [unasked]);
    await runToEnd(database, other);
    expect(await database.root("vicidial_callbacks").pluck("callback_id"), "not asked for").to.deep.equal([
      1,
    ]);
  });
});
