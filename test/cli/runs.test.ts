import { expect } from "chai";
import { startServer, type TestServer } from "../support/client.ts";
import { expectMessage, useCommandLine } from "../support/commandLine.ts";
import { createUser, insertLeads } from "../support/factories.ts";
import { createRun, NO_OPTIONS, readRun, runToEnd } from "../support/runs.ts";

interface ShownRun {
  readonly id: number;
  readonly state: string;
  readonly counts: Readonly<Record<string, number>>;
}

describe("vicidial-dearchive runs", () => {
  const line = useCommandLine();
  let server: TestServer;
  let done: number;

  before(async () => {
    const { database } = line();
    await createUser(database, "boss", { user_level: 9 });
    await insertLeads(database, "vicidial_list_archive", [1, 2, 3]);
    server = await startServer(database);
    done = await createRun(database, [1, 2, 3, 99]);
    await runToEnd(database, done, { ...NO_OPTIONS, changes: { rank: 5 } });
    await server.close();
  });

  const json = <T>(...words: string[]) => line().json<T>("runs", ...words);

  /** Creates a run in a state that a server would have set. No server works on it. */
  async function runIn(state: string): Promise<number> {
    const id = await createRun(line().database, [5]);
    await line().database.root("dearchive_runs").where({ id }).update({ state });
    return id;
  }

  function adminLog(id: number) {
    return line()
      .database.root("vicidial_admin_log")
      .where({ record_id: `run-${id}` })
      .orderBy("admin_log_id")
      .pluck<string[]>("event_code");
  }

  it("list and show give the counts of a finished run, which add up to its leads", async () => {
    const { runs } = await json<{ runs: ShownRun[] }>("list");
    expect(runs.map(({ id, state }) => [id, state])).to.deep.equal([[done, "done"]]);
    const counts = { moved: 3, there: 0, kept: 0, skipped: 0, missing: 1, undone: 0, untouched: 0, total: 4 };
    expect(runs[0]?.counts).to.deep.equal(counts);
    expect((await json<ShownRun>("show", String(done))).counts).to.deep.equal(counts);
    const { stdout } = await line().run("runs", "show", String(done));
    expect(stdout)
      .to.match(/^Run \d+: done\n/)
      .and.match(/100% handled \(4 of 4\)/)
      .and.match(/^ {2}changes: rank 5$/m);
    expect(stdout)
      .to.match(/^ +3 {2}Restored$/m)
      .and.match(/^ +1 {2}Not found$/m);
    expect((await line().run("runs", "list")).stdout).to.match(/^RUN .*\n\d+ .* done .* boss /);
  });

  it("list filters by state and user, and pages", async () => {
    const paused = await runIn("paused");
    const ids = async (...words: string[]) =>
      (await json<{ runs: ShownRun[] }>("list", ...words)).runs.map(({ id }) => id);
    expect(await ids("--state", "paused")).to.deep.equal([paused]);
    expect(await ids("--user", "nobody")).to.deep.equal([]);
    expect(await json("list", "--limit", "1")).to.include({ before: paused });
    expect(await ids("--before", String(paused))).to.deep.equal([done]);
  });

  it("pause, resume and stop a run, and log it like the pages", async () => {
    const id = await runIn("running");
    const states: string[] = [];
    for (const control of ["pause", "resume", "stop"]) {
      const { code, stdout } = await line().run("runs", control, String(id));
      expect(code, stdout).to.equal(0);
      states.push((await readRun(line().database, id)).state);
    }
    expect(states).to.deep.equal(["paused", "running", "stopped"]);
    const events = await adminLog(id);
    expect(events).to.have.length(3);
    for (const [index, change] of ["paused", "resumed", "stopped"].entries())
      expect(events[index]).to.match(new RegExp(`run ${id} ${change}$`));
  });

  it("refuse what the state of the run does not allow, and unknown runs", async () => {
    expectMessage(
      await line().run("runs", "pause", String(done)),
      1,
      /run \d+ is done, so it cannot be paused/,
    );
    expectMessage(await line().run("runs", "stop", "987"), 64, /run 987 does not exist/);
    expectMessage(await line().run("runs", "show", "last"), 64, /ID must be a whole number .*"last"/);
    expect(await adminLog(done)).to.have.length(1);
  });
});
