import { expect } from "chai";
import { parse } from "csv-parse/sync";
import type { Page } from "playwright-core";
import { useAdminBrowser, useAdminSetup } from "../support/adminSetup.ts";
import type { OpenPage } from "../support/chromium.ts";
import { insertLead, insertLeads } from "../support/factories.ts";
import { idsFrom } from "../support/leadIds.ts";
import { createRun, untilRun } from "../support/runs.ts";

const COLUMNS = ["Restored", "Already live", "Kept in archive", "Skipped", "Not found"];

describe("In a browser, the counts of a run", () => {
  const setup = useAdminSetup();
  const browser = useAdminBrowser();
  let opened: OpenPage;
  let page: Page;
  let run: number;

  before(async () => {
    const { database, url } = setup();
    await insertLeads(database, "vicidial_list_archive", idsFrom(1, 9));
    await database.root("vicidial_list_archive").update({ modify_date: "2024-06-01 11:30:00" });
    const [twin] = await database.root("vicidial_list_archive").where({ lead_id: 6 });
    await database.root("vicidial_list").insert({ ...twin });
    await insertLead(database, "vicidial_list", 7, { last_name: "SMITH" });
    await database
      .root("vicidial_dnc")
      .insert([{ phone_number: "5550000008" }, { phone_number: "5550000009" }]);
    await insertLeads(database, "vicidial_list", [10]);
    run = await createRun(database, idsFrom(1, 11));
    await untilRun(database, run, "ready");
    opened = await browser().open(`${url}/runs/${run}`, "boss");
    ({ page } = opened);
  });

  after(() => opened.close());

  /** The sums of the page, by label. */
  async function sums(): Promise<Readonly<Record<string, number>>> {
    const cells = await page.locator(".sums > div").all();
    const read = cells.map(async (cell) => [
      await cell.locator("dt").innerText(),
      Number(await cell.locator("dd").innerText()),
    ]);
    return Object.fromEntries(await Promise.all(read));
  }

  /** The count cells of the first row of a list whose first cell has this text. */
  async function countsInRow(path: string, name: string): Promise<Readonly<Record<string, string>>> {
    await page.goto(`${setup().url}${path}`);
    const row = page.locator("tbody tr", { has: page.getByRole("link", { name, exact: true }) }).first();
    const cells = await row.locator("td.number").all();
    const read = cells.map(async (cell) => [
      (await cell.getAttribute("data-label")) ?? "",
      (await cell.innerText()).replace(/\s+/g, " "),
    ]);
    return Object.fromEntries([
      ...(await Promise.all(read)),
      ["state", await row.locator("td").last().innerText()],
    ]);
  }

  const PREDICTED = { Restored: 5, "Already live": 2, "Kept in archive": 1, Skipped: 2, "Not found": 1 };

  it("are the same in the preview, the result, the list and the file, and sum to its leads", async () => {
    const { database, get } = setup();
    expect(await sums()).to.deep.equal(PREDICTED);
    await page.getByRole("checkbox", { name: "On a DNC list" }).uncheck();
    expect(await sums(), "counted at once").to.deep.equal({ ...PREDICTED, Restored: 7, Skipped: 0 });
    await page.getByRole("checkbox", { name: "On a DNC list" }).check();
    await page.getByRole("button", { name: "Start run" }).click();
    await page.getByRole("heading", { name: "5 of 11 leads restored · 1 needs a decision" }).waitFor();
    expect(await sums()).to.deep.equal(PREDICTED);
    await untilRun(database, run, "done");

    const texts = Object.fromEntries(
      Object.entries(PREDICTED).map(([label, count]) => [label, String(count)]),
    );
    expect(await countsInRow("/runs", `#${run}`)).to.deep.equal({ Leads: "11", ...texts, state: "Done" });
    const rows: Record<string, string>[] = parse((await get("boss", `/runs/${run}.csv`)).text, {
      bom: true,
      columns: true,
    });
    for (const label of COLUMNS)
      expect(
        rows.filter(({ counted_as }) => counted_as === label),
        label,
      ).to.have.lengthOf(PREDICTED[label as keyof typeof PREDICTED]);
  });

  it("no longer include what was undone, on any page, and each page says so", async () => {
    const { database, url } = setup();
    const [batch] = await database.root("dearchive_run_batches").where({ run_id: run }).pluck("batch_id");
    await page.goto(`${url}/runs/${run}`);
    await page.getByRole("button", { name: "Undo this run" }).click();
    await page.getByRole("heading", { name: "5 of 5 leads will be archived" }).waitFor();
    await page.getByRole("button", { name: "Start run" }).click();
    await page.getByRole("heading", { name: "5 of 5 leads archived" }).waitFor();
    const undo = Number(page.url().split("/").at(-1));

    await page.getByRole("link", { name: `Run #${run}` }).click();
    const banner = page.getByRole("note");
    expect(await banner.innerText()).to.include(
      `This run was undone. All 5 restored leads were moved back to the archive. Run #${undo} (done)`,
    );
    expect(await page.locator(".headline").innerText()).to.include("0 of 11 leads restored");
    expect(await sums()).to.deep.equal({ ...PREDICTED, Restored: 0, Undone: 5 });
    expect(await page.getByRole("button", { name: /Undo/ }).count()).to.equal(0);

    const listed = await countsInRow("/runs", `#${run}`);
    expect(listed).to.include({ Restored: "0 5 undone", state: "Done Undone" });
    for (const path of ["/history", ""]) {
      const row = await countsInRow(path, `Run #${run}`);
      expect(row, path || "overview").to.include({ Restored: "0 5 undone" });
      expect(row["state"], path || "overview").to.include("Undone");
    }
    expect(await page.locator(".figures strong").first().innerText(), "restored in 14 days").to.equal("0");
    await page.goto(`${url}/history/${batch}`);
    expect(await page.getByRole("note").innerText()).to.include("This batch was undone.");
    for (const path of [`/runs/${run}`, "/runs", `/history/${batch}`]) {
      await page.setViewportSize({ width: 400, height: 800 });
      await page.goto(`${url}${path}`);
      expect(await page.evaluate("document.documentElement.scrollWidth"), path).to.be.at.most(400);
      await page.setViewportSize({ width: 1280, height: 900 });
    }
    expect(opened.complaints).to.deep.equal([]);
  });
});
