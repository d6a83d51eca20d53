import { expect } from "chai";
import { useAdminBrowser, useAdminSetup } from "../support/adminSetup.ts";
import { insertLeads } from "../support/factories.ts";
import { idsFrom } from "../support/leadIds.ts";

describe("In a browser, finding leads", () => {
  const setup = useAdminSetup();
  const browser = useAdminBrowser();

  before(async () => {
    const { database } = setup();
    await database
      .root("vicidial_lists")
      .insert({ list_id: 1001, list_name: "Spring", campaign_id: "A", active: "Y" });
    await insertLeads(database, "vicidial_list_archive", idsFrom(1, 120));
  });

  it("goes from an empty search to a list's name, its pages, and a run of the selected leads", async () => {
    const { database, url } = setup();
    const { page, complaints, close } = await browser().open(`${url}/leads`, "boss");
    const heading = page.getByRole("heading", { name: "120 archived leads found" });
    const headingTop = async () => (await heading.boundingBox())?.y ?? -1;
    const fits = async () => {
      await page.setViewportSize({ width: 400, height: 800 });
      expect(await page.evaluate("document.documentElement.scrollWidth"), page.url()).to.be.at.most(400);
      await page.setViewportSize({ width: 1280, height: 900 });
    };
    try {
      await page.setViewportSize({ width: 1280, height: 900 });
      await page.getByRole("button", { name: "Find leads" }).click();
      expect(await page.getByRole("alert").innerText()).to.include("Fill in at least one of: lead id, phone");
      await page.getByRole("combobox", { name: "List", exact: true }).fill("spring");
      await page.getByText("Choose statuses").click();
      await page.getByRole("checkbox", { name: /NA/ }).check();
      await page.getByRole("button", { name: "Find leads" }).click();
      await heading.waitFor();
      expect(await headingTop(), "in sight").to.be.within(0, 400);
      expect(await page.getByText("Choose statuses (NA)").isVisible()).to.equal(true);
      const tops = await page
        .locator(".search-days .field > :is(input, select)")
        .evaluateAll((fields) => fields.map((field) => Math.round(field.getBoundingClientRect().top)));
      expect(new Set(tops).size, "one line of fields").to.equal(1);
      await fits();

      await page.getByRole("link", { name: "Page 3", exact: true }).click();
      expect(await page.getByText("101 to 120 of 120").isVisible()).to.equal(true);
      expect(await headingTop(), "in sight").to.be.within(0, 400);
      await page.getByRole("link", { name: "Lead", exact: true }).click();
      expect(await page.locator("th[aria-sort]").getAttribute("aria-sort")).to.equal("descending");
      expect(await page.locator("tbody th").first().innerText()).to.equal("120");

      await page.getByRole("checkbox", { name: "Select all leads on this page" }).check();
      expect(await page.getByRole("button", { name: "Check selected leads (50)" }).isVisible()).to.equal(
        true,
      );
      await page.getByRole("checkbox", { name: "Select all leads on this page" }).uncheck();
      await page.getByRole("checkbox", { name: "Select lead 119" }).check();
      await page.getByRole("checkbox", { name: "Select lead 118" }).check();
      await page.getByRole("button", { name: "Check selected leads (2)" }).click();
      await page.getByRole("heading", { name: /^2 of 2 leads will be restored/ }).waitFor();
      const [run] = await database.root("dearchive_runs");
      expect(JSON.parse(run?.source ?? "")).to.deep.equal({
        kind: "search",
        search: { leadIds: [118, 119] },
      });
      expect(complaints.filter((text) => !text.includes("422"))).to.deep.equal([]);
    } finally {
      await close();
    }
  });
});
