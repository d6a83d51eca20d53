import { readFileSync } from "node:fs";
import { expect } from "chai";
import { bulkCountsIn, useBulkCommand } from "../../support/bulkCommand.ts";
import { insertLeads, leadIdsIn } from "../../support/factories.ts";
import { removeRules, saveRule } from "../../support/hours.ts";
import { idsFrom } from "../../support/leadIds.ts";
import { readStates } from "../../support/leadStates.ts";
import { holdTable, until } from "../../support/waiting.ts";

const ALL_WEEK = "mon-sun 00:00-24:00";

describe("vicidial-dearchive run", () => {
  const setup = useBulkCommand();
  const ids = idsFrom(1, 1500);

  beforeEach(() => insertLeads(setup().database, "vicidial_list_archive", ids));

  async function liveCount(): Promise<number> {
    const rows = await setup().database.sql<{ n: number }>("SELECT COUNT(*) AS n FROM vicidial_list");
    return rows[0]?.n ?? 0;
  }

  it("finishes the current batch on Ctrl-C, and continues when started again", async () => {
    const { database, file, count } = setup();
    const report = file("report.csv", "");
    const list = ids.join("\n");
    // At 50 leads per second, the batches cannot finish before the stop.
    const running = setup().start(list, "--rate", "50", "--report", report, "--json");
    await until("the first batch is live", async () => (await liveCount()) > 0);
    running.process.kill("SIGINT");
    const ended = await running.ended;
    expect(ended.code).to.equal(130);
    const { stopped, leads, outcomes } = bulkCountsIn(ended);
    expect(stopped).to.equal(true);
    expect(leads).to.be.lessThan(ids.length);
    expect(leads % 50).to.equal(0);
    expect(outcomes).to.deep.equal({ moved: leads });
    expect(await liveCount()).to.equal(leads);
    expect(await database.root("dearchive_batches").where({ state: "open" })).to.deep.equal([]);

    expect((await count(list, "--report", report)).outcomes).to.deep.equal({
      moved: ids.length - leads,
      already_live: leads,
    });
    expect(await leadIdsIn(database, "vicidial_list_archive")).to.deep.equal([]);
    const moved = readFileSync(report, "utf8").match(/,moved,/g);
    expect(moved).to.have.length(ids.length);
  });

  it("can be stopped while it waits for standard input", async () => {
    const running = setup().startPiped("--json");
    running.process.stdin?.write(`${idsFrom(1, 1000).join("\n")}\n1001\n`);
    await until("the first batch is live", async () => (await liveCount()) > 0);
    running.process.kill("SIGINT");
    const ended = await running.ended;
    expect(bulkCountsIn(ended)).to.deep.include({ stopped: true, outcomes: { moved: 1000 } });
    expect(ended.code).to.equal(130);
  });

  it("keeps to the given rate", async () => {
    const running = setup().start(ids.join("\n"), "--rate", "1");
    await until("the first lead is live", async () => (await liveCount()) > 0);
    running.process.kill("SIGINT");
    await running.ended;
    const batches = await setup().database.root("dearchive_batches");
    expect(batches.map(({ select_count }) => select_count)).to.deep.equal(batches.map(() => 1));
  });

  it("waits while office hours block requests, and continues when the rule is removed", async () => {
    const { database } = setup();
    await saveRule(database, ALL_WEEK, { name: "always" });
    const before = await readStates(database);
    const running = setup().start(ids.join("\n"), "--json");
    await until("the run waits", async () => running.stderr().includes('rule "always"'));
    expect(await readStates(database)).to.deep.equal(before);
    await removeRules(database);
    const ended = await running.ended;
    expect(bulkCountsIn(ended).outcomes).to.deep.equal({ moved: ids.length });
    expect(ended.code).to.equal(0);
  });

  it("can be stopped while it waits for office hours", async () => {
    const { database } = setup();
    await saveRule(database, ALL_WEEK, { name: "closed" });
    const running = setup().start(ids.join("\n"));
    await until("the run waits", async () => running.stderr().includes('rule "closed"'));
    running.process.kill("SIGINT");
    expect((await running.ended).code).to.equal(130);
    await removeRules(database);
    expect(await liveCount()).to.equal(0);
  });

  it("waits for a locked table, and continues when it is unlocked", async () => {
    const { database } = setup();
    const lock = await holdTable(database, "vicidial_list_archive");
    const running = setup().start(ids.join("\n"), "--json");
    await until("the run says so", async () => running.stderr().includes("tables_locked: retrying"));
    await lock.release();
    const ended = await running.ended;
    expect(bulkCountsIn(ended).outcomes).to.deep.equal({ moved: ids.length });
    expect(ended.code).to.equal(0);
  });
});
