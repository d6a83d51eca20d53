import { expect } from "chai";
import type { Page } from "playwright-core";
import { EVERY_CUSTOMER } from "../../server/db/customerScope.ts";
import { createRunStore } from "../../server/runs/store/runStore.ts";
import { useAdminBrowser, useAdminSetup } from "../support/adminSetup.ts";
import type { OpenPage } from "../support/chromium.ts";
import { insertLeads } from "../support/factories.ts";
import { idsFrom } from "../support/leadIds.ts";
import { leadResult, recordBatch } from "../support/recordBatch.ts";
import { createRun, NO_OPTIONS, untilRun } from "../support/runs.ts";
import { until } from "../support/waiting.ts";

describe("In a browser, runs in lists", () => {
  const setup = useAdminSetup();
  const browser = useAdminBrowser();
  let opened: OpenPage;
  let page: Page;
  let done: number;
  let active: number;
  let batches: readonly number[];

  before(async () => {
    const { database, url } = setup();
    const runs = createRunStore(database.root, EVERY_CUSTOMER);
    await insertLeads(database, "vicidial_list_archive", idsFrom(1, 1300));
    await recordBatch(database.root, { leads: [leadResult("moved", 9001)] });
    done = await createRun(database, idsFrom(1, 1200));
    await untilRun(database, done, "ready");
    await runs.start(done, NO_OPTIONS);
    await untilRun(database, done, "done");
    batches = await database
      .root("dearchive_run_batches")
      .where({ run_id: done })
      .orderBy("batch_id")
      .pluck("batch_id");
    await recordBatch(database.root, { leads: [leadResult("moved", 9002)] });
    active = await createRun(database, idsFrom(1201, 1300), { user: "mover" });
    await untilRun(database, active, "ready");
    await runs.start(active, { ...NO_OPTIONS, rate: 2 });
    await until(
      "it moves",
      async () => (await database.root("dearchive_run_batches").where({ run_id: active })).length > 1,
    );
    opened = await browser().open(url, "boss");
    ({ page } = opened);
  });

  after(() => opened.close());

  const NAMES = "tbody tr > th:first-child > a:first-child";
  const firstCells = () => page.locator(NAMES).allInnerTexts();

  it("take one row on the overview and in the history, in which their batches can be shown", async () => {
    const { url, database } = setup();
    expect(batches.length).to.be.greaterThan(2);
    const [api = 0, later = 0] = await database
      .root("dearchive_batches")
      .whereNull("run_id")
      .orderBy("id")
      .pluck("id");
    const listed = [`Run #${active}`, `#${later}`, `Run #${done}`, `#${api}`];
    const latest = page.getByRole("region", { name: "Latest batches and runs" });
    expect(await latest.locator(NAMES).allInnerTexts()).to.deep.equal(listed);

    await page.goto(`${url}/history`);
    expect(await firstCells()).to.deep.equal(listed);
    await page.getByRole("link", { name: `Show batches of run #${done}` }).click();
    expect(await firstCells()).to.deep.equal([
      ...listed.slice(0, 3),
      ...batches.toReversed().map((id) => `#${id}`),
      `#${api}`,
    ]);
    const hide = page.getByRole("link", { name: `Hide batches of run #${done}` });
    expect(await hide.getAttribute("aria-expanded")).to.equal("true");
    await hide.click();
    expect(await firstCells()).to.deep.equal(listed);

    await page.getByLabel("Run", { exact: true }).fill(`#${done}`);
    await page.getByRole("button", { name: "Show batches" }).click();
    expect(await firstCells()).to.deep.equal(batches.toReversed().map((id) => `#${id}`));
    await page.getByLabel("Run", { exact: true }).fill("");
    await page.getByLabel("User").fill("boss");
    await page.getByRole("button", { name: "Show batches" }).click();
    expect(await firstCells()).to.deep.equal([`Run #${done}`]);
  });

  it("are on the overview with live progress while they are active", async () => {
    await page.goto(setup().url);
    const section = page.getByRole("region", { name: "Active runs" });
    expect(await section.getByRole("link", { name: `Run #${active}` }).isVisible()).to.equal(true);
    const handled = async () => Number(await section.locator('[data-live="handled"]').innerText());
    const before = await handled();
    await until("the page has gone on", async () => (await handled()) > before);
  });

  it("can be named, and filtered by state and user", async () => {
    const { url, get } = setup();
    await page.goto(`${url}/runs/${done}`);
    await page.getByText("Change name").click();
    await page.getByLabel("Name", { exact: true }).fill("  Spring   win-back <b> ");
    await page.getByRole("button", { name: "Save name" }).click();
    expect(await page.getByRole("heading", { level: 1 }).innerText()).to.include("Spring win-back <b>");
    expect(await page.title()).to.equal(`Run #${done} · Spring win-back <b> · Lead Dearchive`);

    await page.goto(`${url}/runs`);
    expect(await firstCells()).to.deep.equal([`#${active}`, `#${done}`]);
    expect(await page.getByText("Spring win-back <b>").isVisible()).to.equal(true);
    await page.getByLabel("State").selectOption("Done");
    await page.getByRole("button", { name: "Show runs" }).click();
    expect(await firstCells()).to.deep.equal([`#${done}`]);
    await page.getByLabel("User").fill("mover");
    await page.getByRole("button", { name: "Show runs" }).click();
    expect(await page.getByText("No matching runs").isVisible()).to.equal(true);
    await page.getByLabel("State").selectOption("Any");
    await page.getByRole("button", { name: "Show runs" }).click();
    expect(await firstCells()).to.deep.equal([`#${active}`]);
    expect((await get("boss", "/runs?state=lost")).status).to.equal(422);

    for (const path of ["", "/history", `/history?open=${done}`, "/runs"]) {
      await page.setViewportSize({ width: 400, height: 800 });
      await page.goto(`${url}${path}`);
      expect(await page.evaluate("document.documentElement.scrollWidth"), path).to.be.at.most(400);
    }
    expect(opened.complaints).to.deep.equal([]);
  });
});
