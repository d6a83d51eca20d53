import { useBarrierCheck } from "../../support/barriers.ts";
import { fillKeys, fillVicidial } from "../../support/everyPage.ts";

describe("The pages of API keys are free of barriers that axe finds:", () => {
  const check = useBarrierCheck(async (setup) => {
    await fillVicidial(setup);
    await fillKeys(setup);
  });

  it("API keys and their requests", async () => {
    const { expectNoBarriers, fill, press, setup } = check();
    await expectNoBarriers([
      { path: "/keys", sees: "Create key" },
      { path: "/keys?show=all", sees: "Revoked" },
      { path: "/keys/new", sees: "Create key" },
      {
        path: "/keys/new",
        sees: "is neither",
        async act() {
          await fill("Vicidial user", "gone");
          await fill("Allowed addresses", "10.0.0.0/33");
          await press("Create key");
        },
      },
      {
        path: "/keys/new",
        sees: "Copy key",
        async act() {
          await fill("Label", "Website");
          await fill("Vicidial user", "crm");
          await press("Create key");
        },
      },
      { path: "/keys/1", sees: "Save changes" },
      { path: "/keys/2/roll", sees: "Roll key" },
      { path: "/keys/2/revoke", sees: "Revoke key" },
      { path: "/keys/requests", sees: "Outside office hours" },
      { path: "/keys/requests?key=4", sees: "No" },
      { path: "/keys/requests?from=yesterday", sees: "No search was run" },
      {
        path: "/keys/1",
        sees: "Another user changed this key",
        async act() {
          await fill("Label", "Ours");
          await setup.database.root("dearchive_api_keys").where({ id: 1 }).increment("version");
          await press("Save changes");
        },
      },
      { path: "/keys/2/roll", sees: "Copy the key now", act: () => press("Roll key") },
    ]);
  });
});
