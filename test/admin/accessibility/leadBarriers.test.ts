import { useBarrierCheck } from "../../support/barriers.ts";
import { fillVicidial } from "../../support/everyPage.ts";

describe("The documentation and the pages that find leads are free of barriers that axe finds:", () => {
  const check = useBarrierCheck(fillVicidial);

  it("the documentation, and the answer to a request sent from it", async () => {
    const { expectNoBarriers, fill, press } = check();
    await expectNoBarriers([
      { path: "/docs", sees: "Contents" },
      {
        path: "/docs",
        sees: "Status 401",
        async act() {
          await fill("API key", "vda_wrong");
          await fill("Lead IDs", "1");
          await press("Send request");
        },
      },
    ]);
  });

  it("finding leads, and a list of leads", async () => {
    const { expectNoBarriers, fill, page, press } = check();
    await expectNoBarriers([
      { path: "/leads", sees: "Or upload a list" },
      { path: "/leads?list=", sees: "The search is empty" },
      { path: "/leads?list=1001", sees: "archived leads found" },
      { path: "/leads?list=1001&status=NA&page=2&sort=-last_name", sees: "archived leads found" },
      {
        path: "/leads?list=1001",
        sees: "No lead is selected",
        act: () => press("Check selected leads"),
      },
      { path: "/leads?list=1001&lead_id=7777", sees: "No archived leads found" },
      { path: "/leads?lead_id=x", sees: "Correct the marked fields" },
      { path: "/leads?entered_from=2026-01-01", sees: "would read the whole archive" },
      { path: "/leads?in=live", sees: "Archive leads safely" },
      { path: "/leads?in=live&list=1001", sees: "live leads found" },
      { path: "/leads?in=live&list=1001&lead_id=7777", sees: "No live leads found" },
      {
        path: "/leads",
        sees: "Refused lines",
        async act() {
          await fill("Or paste lead ids", "101\n102\n102\nAnn");
          await press("Check list");
        },
      },
      {
        path: "/leads",
        sees: "Choose how to read this list",
        async act() {
          const buffer = Buffer.from("name;customer_no\nAnn;101\nBob;x\n");
          await page.getByLabel("CSV file").setInputFiles({ name: "a.csv", mimeType: "text/csv", buffer });
          await press("Check list");
        },
      },
    ]);
  });
});
