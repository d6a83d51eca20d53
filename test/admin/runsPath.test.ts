import { expect } from "chai";
import type { Page } from "playwright-core";
import { createPeople, HOME, useAdminBrowser } from "../support/adminSetup.ts";
import type { OpenPage } from "../support/chromium.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { insertLeads, leadIdsIn } from "../support/factories.ts";
import { useFiles } from "../support/files.ts";
import { expectLeadsSafe, killProcess } from "../support/killPoints.ts";
import { idsFrom } from "../support/leadIds.ts";
import { readStates } from "../support/leadStates.ts";
import { type Standalone, startStandalone } from "../support/standalone.ts";
import { until } from "../support/waiting.ts";

const LEADS = 5000;
const SOON = { timeout: 60_000 };

describe("In a browser, 5,000 leads", function () {
  this.timeout(300_000);
  const file = useFiles();
  const browser = useAdminBrowser();
  let database: TestDatabase;
  const plugins: Standalone[] = [];
  const opened: OpenPage[] = [];

  before(async () => {
    database = await createTestDatabase();
    await createPeople(database);
    await insertLeads(database, "vicidial_list_archive", idsFrom(1, LEADS));
    await database
      .root("vicidial_lists")
      .insert({ list_id: 1001, list_name: "Spring", campaign_id: "A", active: "Y" });
    await database
      .root("vicidial_list_archive")
      .where("lead_id", "<=", 40)
      .update({ called_since_last_reset: "N" });
    await database.root("vicidial_dnc").insert({ phone_number: "5550000050" });
  });

  after(async () => {
    await Promise.all(opened.map(({ close }) => close()));
    await Promise.all(plugins.map(killProcess));
    await database.drop();
  });

  async function start(): Promise<Standalone> {
    const plugin = await startStandalone(database, file);
    plugins.push(plugin);
    return plugin;
  }

  async function open(url: string): Promise<OpenPage> {
    const one = await browser().open(url, "boss");
    opened.push(one);
    return one;
  }

  const handled = async (page: Page) =>
    Number((await page.locator('[data-live="handled"]').innerText()).replace(",", ""));

  /** Waits until the page, without a reload, shows more than this many leads. */
  async function untilBeyond(page: Page, leads: number): Promise<void> {
    await until("the page has gone on", async () => (await handled(page)) > leads, SOON.timeout);
  }

  it("can be found, checked and moved with a pause and a crashed instance in between, and then undone", async () => {
    const before = await readStates(database);
    const first = await start();
    const mine = await open(`${first.url}${HOME}/leads`);
    const { page } = mine;

    await page.getByRole("combobox", { name: "List" }).fill("1001");
    await page.getByRole("button", { name: "Find" }).click();
    expect(await page.getByRole("heading", { name: "5,000 archived leads found" }).isVisible()).to.equal(
      true,
    );
    await page.getByRole("button", { name: "Check all 5,000 leads" }).click();

    // Leads are found and checked in the background, and the page updates itself.
    await page.getByRole("heading", { name: "4,999 of 5,000 leads will be restored" }).waitFor(SOON);
    const row = (text: string) => page.locator(".warnings tr", { hasText: text });
    expect(await row("On a DNC list").getByRole("checkbox").isChecked()).to.equal(true);
    await row("Could be dialed immediately").getByRole("checkbox").check();
    expect(await page.locator("[data-moving]").innerText(), "counted at once").to.equal("4,959");
    await page.getByLabel("Speed limit (leads per second)").fill("200");
    await page.getByRole("button", { name: "Start run" }).click();

    await untilBeyond(page, 500);
    await page.reload();
    expect(await handled(page), "after a reload").to.be.greaterThan(500);
    await page.getByRole("button", { name: "Pause run" }).click();
    await page.getByText("Paused", { exact: true }).waitFor(SOON);
    const second = await start();
    const other = await open(`${second.url}${new URL(page.url()).pathname}`);
    const paused = await handled(other.page);
    expect(paused, "in a second browser, of another instance").to.be.greaterThan(500).and.lessThan(LEADS);
    await page.getByRole("button", { name: "Resume run" }).click();
    await untilBeyond(page, paused);
    await untilBeyond(other.page, paused);

    plugins.splice(plugins.indexOf(first), 1);
    await killProcess(first);
    await other.page.getByLabel("Speed limit (leads per second)").fill("");
    await other.page.getByRole("button", { name: "Change limit" }).click();
    await database.sql("UPDATE dearchive_runs SET lease_until = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND");
    await database.sql(
      "UPDATE dearchive_batches SET lease_until = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE state = 'open'",
    );
    await other.page.getByRole("button", { name: "Undo this run" }).waitFor(SOON);
    expect(await other.page.locator(".headline").innerText()).to.equal("4,959 of 5,000 leads restored");
    await other.page.getByText("What happened to each lead").click();
    expect(await other.page.locator(".run-legend").innerText()).to.match(
      /4,959\s+Restored[\s\S]*41\s+Skipped/,
    );
    await expectLeadsSafe(database, before);
    expect(await leadIdsIn(database, "vicidial_list")).to.have.lengthOf(4959);

    await database.root("vicidial_list").where({ lead_id: 1234 }).update({ status: "SALE" });
    await other.page.getByRole("button", { name: "Undo this run" }).click();
    await other.page.getByRole("heading", { name: "4,958 of 4,959 leads will be archived" }).waitFor(SOON);
    await other.page.getByRole("button", { name: "Start run" }).click();
    await other.page.getByRole("button", { name: "Undo this run" }).waitFor(SOON);
    expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal([1234]);
    expect(await leadIdsIn(database, "vicidial_list_archive")).to.have.lengthOf(LEADS - 1);
    await other.page.getByRole("link", { name: "Run #1" }).click();
    expect(await other.page.getByRole("link", { name: "Run #2" }).isVisible()).to.equal(true);
    expect([...mine.complaints.filter((text) => !text.includes("ERR_")), ...other.complaints]).to.deep.equal(
      [],
    );
  });
});
