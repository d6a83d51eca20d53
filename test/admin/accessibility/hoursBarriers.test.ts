import { useBarrierCheck } from "../../support/barriers.ts";
import { fillHours, fillPlans, fillVicidial, fillWebhooks } from "../../support/everyPage.ts";
import { createRun } from "../../support/runs.ts";

describe("The pages of office hours, plans and webhooks are free of barriers that axe finds:", () => {
  const check = useBarrierCheck(async (setup) => {
    await fillVicidial(setup);
    await fillPlans(setup, await createRun(setup.database, [1]));
    await fillWebhooks(setup);
    await fillHours(setup);
  });

  it("plans in every state", async () => {
    const { expectNoBarriers, press } = check();
    await expectNoBarriers([
      { path: "/plans", sees: "Paused itself" },
      { path: "/plans/1", sees: "Last results" },
      { path: "/plans/1/edit", sees: "Save plan" },
      { path: "/plans/2", sees: "The plan paused itself." },
      { path: "/plans/new", sees: "Create plan", everyOption: true },
      { path: "/plans/new", sees: "Enter a name", act: () => press("Create plan") },
    ]);
  });

  it("webhooks and their messages", async () => {
    const { expectNoBarriers, fill, press } = check();
    await expectNoBarriers([
      { path: "/webhooks", sees: "Last message" },
      { path: "/webhooks/new", sees: "Correct 2 fields", act: () => press("Create webhook") },
      {
        path: "/webhooks/new",
        sees: "Copy secret",
        async act() {
          await fill("Label", "Data team");
          await fill("Address", "https://data.example.com/hook");
          await press("Create webhook");
        },
      },
      { path: "/webhooks/1", sees: "Send again" },
      { path: "/webhooks/2", sees: "No messages" },
    ]);
  });

  it("office hours", async () => {
    const { expectNoBarriers, press, setup } = check();
    await expectNoBarriers([
      { path: "/hours", sees: "Office" },
      { path: "/hours?at=2026-12-25T11:30&zone=UTC", sees: "25 Dec" },
      { path: "/hours/new", sees: "Preview rule", everyOption: true },
      { path: "/hours/new", sees: "Enter", act: () => press("Preview rule") },
      { path: "/hours/1", sees: "Preview rule" },
      { path: "/hours/1", sees: "Save changes", act: () => press("Preview rule") },
      { path: "/hours/2", sees: "Preview rule" },
      { path: "/hours/1/remove", sees: "Remove rule" },
      {
        path: "/hours/1",
        sees: "Compare both versions",
        async act() {
          await press("Preview rule");
          await setup.database.root("dearchive_office_hours").where({ id: 1 }).increment("version");
          await press("Save changes");
        },
      },
      {
        path: "/hours/2",
        sees: "Another user removed",
        async act() {
          await press("Preview rule");
          await setup.database.root("dearchive_office_hours").where({ id: 2 }).delete();
          await press("Save changes");
        },
      },
    ]);
  });
});
