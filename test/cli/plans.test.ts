import { expect } from "chai";
import { expectMessage, useCommandLine } from "../support/commandLine.ts";
import { createUser } from "../support/factories.ts";
import { createPlan, readPlan } from "../support/plans.ts";
import { readRun } from "../support/runs.ts";

describe("vicidial-dearchive plans", () => {
  const line = useCommandLine();

  before(() => createUser(line().database, "boss", { user_level: 9 }));

  it("lists plans, and pauses, resumes and runs one, with rows in Vicidial's admin log", async () => {
    const { database } = line();
    expect((await line().run("plans", "list")).stdout).to.equal("There are no plans.\n");
    const id = await createPlan(database);
    expect((await line().run("plans", "list")).stdout).to.match(/^PLAN .*\n1 +Recycle +active /);
    expect((await line().run("plans", "pause", String(id))).stdout).to.match(/^Plan \d+ "Recycle" paused\./);
    expect((await readPlan(database, id)).pause).to.include({ by: "user", user: "vicidial-dearchive" });
    expectMessage(await line().run("plans", "pause", String(id)), 1, /is already paused/);
    expect((await line().run("plans", "resume", String(id))).code).to.equal(0);
    const made = await line().json<{ run: number }>("plans", "run", String(id));
    expect(await readRun(database, made.run)).to.include({ planId: id, startsItself: true, name: "Recycle" });
    expectMessage(await line().run("plans", "run", String(id)), 1, /is still active/);
    const codes = await database
      .root("vicidial_admin_log")
      .where({ record_id: `plan-${id}` })
      .orderBy("admin_log_id")
      .pluck<string[]>("event_code");
    expect(codes).to.have.length(3);
    expectMessage(await line().run("plans", "run", "99"), 64, /plan 99 does not exist/);
  });

  it("refuses to run a plan whose user lost a right", async () => {
    const { database } = line();
    const id = await createPlan(database, { name: "Lost" });
    await database.root("vicidial_users").where({ user: "boss" }).update({ modify_leads: "0" });
    for (const command of ["run", "resume"])
      expectMessage(await line().run("plans", command, String(id)), 1, /no_modify_leads/);
  });
});
