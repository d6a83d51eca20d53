import { expect } from "chai";
import { useAdminBrowser, useAdminSetup } from "../support/adminSetup.ts";
import { insertLeads, leadIdsIn } from "../support/factories.ts";
import { idsFrom } from "../support/leadIds.ts";

describe("In a browser, leads in both tables", () => {
  const setup = useAdminSetup();
  const browser = useAdminBrowser();

  before(async () => {
    const { database } = setup();
    for (const table of ["vicidial_list", "vicidial_list_archive"] as const)
      await insertLeads(database, table, idsFrom(1, 4));
    await database.root("vicidial_list").where("lead_id", "<=", 3).update({ status: "SALE" });
  });

  it("go from the overview to the ones that differ, to one copy of several, and back", async () => {
    const { database, url } = setup();
    const { page, complaints, close } = await browser().open(`${url}/history/both`, "mover");
    const fits = async () => {
      await page.waitForLoadState();
      await page.setViewportSize({ width: 400, height: 800 });
      expect(await page.evaluate("document.documentElement.scrollWidth"), page.url()).to.be.at.most(400);
      await page.setViewportSize({ width: 1280, height: 900 });
    };
    try {
      const heading = page.getByRole("heading", { name: "4 leads in both tables" });
      await page.getByRole("button", { name: "Search again" }).click();
      while (!(await heading.isVisible())) await page.reload();
      await page.goto(url);
      expect(await page.getByText("4 leads are in both tables.").isVisible()).to.equal(true);
      expect(await page.getByText("No problems").isVisible(), "beside them").to.equal(false);
      await page.getByRole("link", { name: "Review leads in both tables" }).click();
      await fits();
      await page.getByLabel("Copies", { exact: true }).selectOption("Copies differ");
      await page.getByRole("button", { name: "Filter leads" }).click();
      await page.getByRole("heading", { name: "3 leads in both tables" }).waitFor();
      expect(await page.getByRole("row", { name: /Select lead 1 / }).innerText()).to.include("NA → SALE");
      await page.getByRole("checkbox", { name: "Select lead 1" }).check();
      await page.getByRole("checkbox", { name: "Select lead 2" }).check();
      await page.getByRole("button", { name: "Resolve selected leads (2)" }).click();

      await page.getByText(/^Lead 2: .*status/).click();
      expect(await page.locator(".sides").nth(1).innerText()).to.include("SALE");
      await fits();
      await page.getByRole("button", { name: "Keep archived copies of 2 leads" }).click();
      await page.getByText("The archived copy of 2 leads was kept.").waitFor();
      expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal([3, 4]);
      await fits();
      await page.getByRole("checkbox", { name: "Select lead 2" }).check();
      await page.getByRole("button", { name: "Put selected copies back (1)" }).click();
      await page.getByText("The deleted copy of 1 lead was put back.").waitFor();
      expect(await page.getByRole("row", { name: /^2 / }).innerText()).to.include("Put back");
      expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal([2, 3, 4]);

      await page.goto(`${url}/history/lead?lead_id=3`);
      await page.getByRole("link", { name: "Keep one copy…" }).click();
      await page.getByRole("button", { name: "Keep live copy" }).click();
      await page.getByRole("heading", { name: "Lead 3 is live" }).waitFor();
      await fits();
      await page.getByRole("button", { name: "Put archived copy back" }).click();
      await page.getByRole("heading", { name: "Lead 3 is in both tables" }).waitFor();
      expect(await leadIdsIn(database, "vicidial_list_archive")).to.deep.equal([1, 2, 3, 4]);
      expect(complaints).to.deep.equal([]);
    } finally {
      await close();
    }
  });
});
