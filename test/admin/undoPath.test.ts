import { expect } from "chai";
import { DEARCHIVE } from "../../server/leads/tables/direction.ts";
import { useAdminBrowser, useAdminSetup } from "../support/adminSetup.ts";
import { insertLead, insertLeads, leadIdsIn } from "../support/factories.ts";
import { idsFrom } from "../support/leadIds.ts";
import { orderFor, withMover } from "../support/mover.ts";

describe("In a browser, the history", () => {
  const setup = useAdminSetup();
  const browser = useAdminBrowser();

  it("links from a batch to its undo, and from a lead kept in archive to keeping its live row", async () => {
    const { database, url } = setup();
    await insertLeads(database, "vicidial_list_archive", idsFrom(1, 4));
    await insertLead(database, "vicidial_list", 4, { last_name: "SMITH" });
    await withMover(database, (mover) => mover.move(orderFor(DEARCHIVE, idsFrom(1, 4))));
    await database.root("vicidial_list").where({ lead_id: 2 }).update({ status: "SALE" });

    const { page, complaints, close } = await browser().open(`${url}/history/1`, "mover");
    const fits = async () => {
      await page.setViewportSize({ width: 400, height: 800 });
      await page.reload();
      expect(await page.evaluate("document.documentElement.scrollWidth"), page.url()).to.be.at.most(400);
      await page.setViewportSize({ width: 1280, height: 900 });
    };
    try {
      await page.getByRole("button", { name: "Undo this batch" }).click();
      await page.getByRole("heading", { name: "2 of 3 leads will be archived" }).waitFor();
      expect(await page.getByRole("row", { name: /2 changed since/ }).isVisible()).to.equal(true);
      expect(await page.getByRole("checkbox", { name: "Changed since" }).isChecked()).to.equal(true);
      await fits();
      await page.getByRole("button", { name: "Start run" }).click();
      await page.getByText("Done", { exact: true }).waitFor();
      expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal([2, 4]);
      await fits();
      await page.getByRole("link", { name: "Batch #1", exact: true }).click();
      expect(await page.getByRole("button", { name: "Undo remaining leads" }).isVisible()).to.equal(true);

      await page.getByRole("link", { name: "Keep one copy…" }).click();
      expect(await page.locator(".sides tbody tr", { hasText: "last_name" }).innerText()).to.include("SMITH");
      await fits();
      await page.getByRole("button", { name: "Keep live copy" }).click();
      expect(await page.getByRole("heading", { name: "Lead 4 is live" }).isVisible()).to.equal(true);
      await fits();
      await page.getByText("Show saved copy").click();
      expect(await page.getByText("Smith", { exact: true }).first().isVisible()).to.equal(true);
      expect(await leadIdsIn(database, "vicidial_list_archive")).to.deep.equal([1, 3]);
      expect(complaints).to.deep.equal([]);
    } finally {
      await close();
    }
  });
});
