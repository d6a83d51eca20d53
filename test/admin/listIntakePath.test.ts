import { expect } from "chai";
import type { Page } from "playwright-core";
import { useAdminBrowser, useAdminSetup } from "../support/adminSetup.ts";
import { insertLeads } from "../support/factories.ts";
import { useFiles } from "../support/files.ts";

/** No lead_id column, amounts with commas, a stray quotation mark, and a number with thousands separators. */
const LIST = [
  "balance;customer_no;first_name;phone_number",
  "12,50;101;Ann;5550000001",
  "7,00;102;Bob;5550000002",
  '0,99;103;5" pipe;5550000003',
  "1,00;1,234;Cy;5550000004",
  "1,00;104",
  "3,00;101;Ann again;5550000001",
].join("\r\n");

const WIDTHS = [1280, 400] as const;

describe("In a browser, a list without a lead_id column", () => {
  const setup = useAdminSetup();
  const browser = useAdminBrowser();
  const file = useFiles();

  before(() => insertLeads(setup().database, "vicidial_list_archive", [101, 102, 103, 104]));

  /** Returns by how many pixels the page is wider than its window. */
  const overflow = (page: Page) =>
    page.locator("html").evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);

  for (const width of WIDTHS) {
    it(`asks for its layout, is read as chosen, and becomes a run, ${width} pixels wide and without scripts`, async () => {
      const options = { viewport: { width, height: 900 }, javaScriptEnabled: false };
      const { page, close } = await browser().open(`${setup().url}/leads`, "mover", options);
      await page.getByLabel("CSV file").setInputFiles(file("customers.csv", LIST));
      await page.getByRole("button", { name: "Check list" }).click();
      await page.getByText("The heading has no column lead_id.").waitFor();
      expect(await page.getByRole("button", { name: /^Check \d/ }).count()).to.equal(0);

      await page.getByLabel("Column to read").selectOption("2: customer_no");
      await page.getByLabel("Column contains").selectOption("Lead ids");
      await page.getByRole("button", { name: "Read list again" }).click();
      await page.getByText("Reading lead ids from the column customer_no").waitFor();
      const counts = await page.locator(".list-counts li").allInnerTexts();
      expect(counts.map((text) => text.replace(/\s+/g, " ").trim())).to.deep.equal([
        "6 Lines",
        "3 Lead ids",
        "1 Repeated lines",
        "2 Refused lines",
      ]);
      await page.getByRole("button", { name: "Check 3 leads" }).click();
      await page.waitForURL(/runs\/\d+$/);
      await close();
    });
  }

  it("fits the page at every width", async () => {
    for (const width of [...WIDTHS, 1600]) {
      const { page, complaints, close } = await browser().open(`${setup().url}/leads`, "mover", {
        viewport: { width, height: 900 },
      });
      await page.getByLabel("Or paste lead ids").fill("101 102\n1,234\nnonsense, of, a, person");
      await page.getByRole("button", { name: "Check list" }).click();
      await page.waitForURL(/list\/[0-9a-f]{32}$/);
      expect(await overflow(page), `${width}`).to.be.at.most(0);
      expect(complaints).to.deep.equal([]);
      await close();
    }
  });
});
