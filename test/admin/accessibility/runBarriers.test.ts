import { useBarrierCheck } from "../../support/barriers.ts";
import { fillEveryPage, type ShownRuns } from "../../support/everyRun.ts";

describe("The overview and the pages of runs are free of barriers that axe finds:", () => {
  let runs: ShownRuns;
  const check = useBarrierCheck(async (setup) => {
    runs = await fillEveryPage(setup);
  });
  const run = (name: keyof ShownRuns, query = "") => `/runs/${runs[name]}${query}`;

  it("the overview", async () => {
    const { expectNoBarriers } = check();
    await expectNoBarriers([
      { path: "", sees: "Latest batches and runs", everyOption: true },
      { path: "?open=1", sees: "Latest batches and runs" },
    ]);
  });

  it("runs in every state, and their batches", async () => {
    const { expectNoBarriers, fill, page, press } = check();
    await expectNoBarriers([
      { path: "/runs", sees: "Ready to start" },
      { path: "/history", sees: "Find a lead by id" },
      { path: "/runs?user=stranger", sees: "No matching runs" },
      { path: run("checking"), sees: "Checking" },
      { path: run("ready"), sees: "leads will be restored" },
      {
        path: run("ready"),
        sees: "Enter a whole number",
        async act() {
          await fill("Speed limit", "fast");
          await press("Start run");
        },
      },
      {
        path: run("ready"),
        sees: "does not exist",
        async act() {
          await page.getByText("Change the restored leads").click();
          await fill("Move to list", "999");
          await press("Start run");
        },
      },
      { path: run("archiving"), sees: "leads will be archived" },
      { path: run("running"), sees: "Pause run" },
      { path: run("blocked"), sees: "Office" },
      { path: run("paused"), sees: "Resume run" },
      { path: run("interrupted"), sees: "owner is missing" },
      { path: run("stopped"), sees: "Stopped" },
      { path: run("done"), sees: "needs a decision" },
      { path: run("done", "?outcome=moved"), sees: "Show summary" },
      { path: run("undone"), sees: "undone" },
      { path: run("undo"), sees: "archived" },
      { path: run("undoOfCalled"), sees: "Why it counts as changed" },
    ]);
  });
});
