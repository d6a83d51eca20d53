import { expect } from "chai";
import { useAdminBrowser, useAdminSetup } from "../support/adminSetup.ts";
import { insertLeads, leadIdsIn, readLeads } from "../support/factories.ts";
import { idsFrom } from "../support/leadIds.ts";
import { until } from "../support/waiting.ts";

const SOON = { timeout: 60_000 };

describe("In a browser, a plan", function () {
  this.timeout(300_000);
  const setup = useAdminSetup();
  const browser = useAdminBrowser();

  before(async () => {
    const { database } = setup();
    await database
      .root("vicidial_lists")
      .insert({ list_id: 1001, list_name: "Spring", campaign_id: "A", active: "Y" });
    await insertLeads(database, "vicidial_list_archive", idsFrom(1, 30));
    const { root } = database;
    const archive = () => root("vicidial_list_archive");
    await archive().update({ last_local_call_time: root.raw("'2024-06-01' - INTERVAL lead_id DAY") });
    await archive().whereIn("lead_id", [28, 29]).update({ status: "SALE" });
    await root("vicidial_statuses").insert({ status: "NEW", status_name: "New Lead" });
    await root("vicidial_dnc").insert({ phone_number: "5550000030" });
  });

  it("is made, previewed, run for the oldest calls only, undone, and paused", async () => {
    const { database, url } = setup();
    const before = await readLeads(database, "vicidial_list_archive");
    const { page, complaints, close } = await browser().open(`${url}/plans`, "boss");
    await page.getByRole("link", { name: "Create plan that restores leads" }).click();
    await page.getByLabel("Name").fill("Recycle list 1001");
    await page.getByRole("combobox", { name: "List", exact: true }).fill("1001");
    await page.getByRole("textbox", { name: "Status", exact: true }).fill("NA, B");
    await page.getByLabel("Not called for (days)").fill("60");
    await page.getByLabel("Maximum leads per run").fill("5");
    await page.getByText("Change the restored leads").click();
    await page.getByLabel("Set status").fill("NEW");
    await page.getByRole("button", { name: "Create plan" }).click();
    await page.getByText("28 leads match now.").waitFor(SOON);

    await page.getByRole("button", { name: "Preview run" }).click();
    await page.getByRole("heading", { name: "4 of 5 leads will be restored" }).waitFor(SOON);
    expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal([]);
    await page.getByRole("button", { name: "Discard run" }).click();

    await page.goto(`${url}/plans`);
    await page.getByRole("link", { name: "Recycle list 1001" }).click();
    await page.getByRole("button", { name: "Run now" }).click();
    await page.getByRole("button", { name: "Undo this run" }).waitFor(SOON);
    const restored = await database.root("vicidial_list").orderBy("lead_id").select("lead_id", "status");
    expect(restored).to.deep.equal([24, 25, 26, 27].map((id) => ({ lead_id: id, status: "NEW" })));

    await page.getByRole("button", { name: "Undo this run" }).click();
    await page.getByRole("button", { name: "Start run" }).click(SOON);
    await until("the leads are back", async () => (await leadIdsIn(database, "vicidial_list")).length === 0);
    expect(await readLeads(database, "vicidial_list_archive")).to.deep.equal(before);

    await page.goto(`${url}/plans`);
    await page.getByRole("link", { name: "Recycle list 1001" }).click();
    await page.getByText("Done", { exact: true }).first().waitFor(SOON);
    await page.getByRole("button", { name: "Pause plan" }).click();
    await page.getByText("Paused by boss").waitFor(SOON);
    expect(complaints).to.deep.equal([]);
    await close();
  });
});
