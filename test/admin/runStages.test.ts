import { expect } from "chai";
import type { Page } from "playwright-core";
import { EVERY_CUSTOMER } from "../../server/db/customerScope.ts";
import { createRunStore } from "../../server/runs/store/runStore.ts";
import { passwordOf, useAdminBrowser, useAdminSetup } from "../support/adminSetup.ts";
import type { OpenPage } from "../support/chromium.ts";
import { createClock } from "../support/clock.ts";
import { createUser, insertLead, leadArchiver } from "../support/factories.ts";
import { removeRules, saveRule } from "../support/hours.ts";
import { createRun, NO_OPTIONS, readRun, untilRun } from "../support/runs.ts";
import { until } from "../support/waiting.ts";

/** Counts notifications in the session, because the page reloads after one. */
const RECORD_NOTIFICATIONS = `window.Notification = class {
  static permission = "default";
  static async requestPermission() { this.permission = "granted"; return "granted"; }
  constructor(title, { body }) { sessionStorage.setItem("notification", title + ": " + body); }
}`;

describe("In a browser, the page of a run", () => {
  const clock = createClock("2026-11-25T10:00:00Z");
  const setup = useAdminSetup({ plugin: { clock: clock.read } });
  const browser = useAdminBrowser();
  let opened: OpenPage;
  let page: Page;
  const archived = leadArchiver(() => setup().database);

  before(async () => {
    const { database, url } = setup();
    const masked = { modify_leads: "1", admin_hide_phone_data: "4_DIGITS", admin_hide_lead_data: "1" };
    await createUser(database, "masked", { pass: passwordOf("masked"), ...masked });
    opened = await browser().open(url, "boss");
    ({ page } = opened);
  });

  after(() => opened.close());

  async function readyRun(ids: readonly number[]): Promise<number> {
    const id = await createRun(setup().database, ids);
    await untilRun(setup().database, id, "ready");
    return id;
  }

  const open = (id: number) => page.goto(`${setup().url}/runs/${id}`);
  const runs = () => createRunStore(setup().database.root, EVERY_CUSTOMER);
  const estimate = (of: Page = page) => of.locator("[data-estimate]").innerText();

  it("tells before the start how long it takes and what office hours do to it, also without JavaScript", async () => {
    const { database, url } = setup();
    const id = await readyRun(await archived(600));
    await open(id);
    expect(await estimate()).to.match(
      /^Takes about 2 seconds without a limit\. Expected to be done at Wed 25 Nov/,
    );
    await page.getByLabel("Speed limit (leads per second)").fill("10");
    await until("it is estimated again", async () =>
      (await estimate()).startsWith(
        "Takes about 60 seconds at 10 leads per second. Expected to be done at Wed 25 Nov 2026, 10:01.",
      ),
    );
    // A warning that no lead raises has no row, but can still be skipped later.
    expect(await page.locator(".warnings tbody tr", { hasText: "DNC" }).count()).to.equal(0);
    expect(await page.getByRole("checkbox", { name: "On a DNC list" }).isChecked()).to.equal(true);

    await saveRule(database, "wed 09:00-12:00", { name: "morning" });
    await page.getByLabel("Speed limit (leads per second)").fill("20");
    await until("it knows the rule", async () =>
      (await estimate()).includes("the rule “morning” holds the run now until Wed 25 Nov 2026, 12:00."),
    );
    expect(await estimate()).to.include("Expected to be done at Wed 25 Nov 2026, 12:00.");
    const plain = await browser().open(`${url}/runs/${id}`, "boss", { javaScriptEnabled: false });
    await plain.page.getByLabel("Speed limit (leads per second)").fill("5");
    await plain.page.getByRole("button", { name: "Update preview" }).click();
    expect(await estimate(plain.page)).to.include("Takes about 2 minutes at 5 leads per second.");
    await plain.close();
    await removeRules(database);
  });

  it("does not start a run that would move no lead", async () => {
    const { database, submit } = setup();
    const [first = 0] = await archived(1);
    await database.root("vicidial_dnc").insert({ phone_number: `555${String(first).padStart(7, "0")}` });
    const id = await readyRun([first, 900_001]);
    await open(id);
    const button = page.getByRole("button", { name: "Start run" });
    expect(await button.isDisabled()).to.equal(true);
    expect(await page.getByText("no lead would move").isVisible()).to.equal(true);
    const refused = await submit("boss", `/runs/${id}/start`, { rate: "", offered: "dnc", skip: "dnc" });
    expect(refused.status).to.equal(422);
    expect(refused.text).to.include("With these settings, no lead would move.");
    expect((await readRun(database, id)).state).to.equal("ready");
    await page.getByRole("checkbox", { name: "On a DNC list" }).uncheck();
    expect(await button.isEnabled()).to.equal(true);
  });

  it("reloads itself without JavaScript while the leads are checked", async () => {
    const { database, url } = setup();
    const id = await readyRun(await archived(2));
    const leased = { lease_owner: "another", lease_until: "2099-01-01 00:00:00" };
    await database
      .root("dearchive_runs")
      .where({ id })
      .update({ state: "checking", checked_parts: 0, check_result: null, ...leased });
    const plain = await browser().open(`${url}/runs/${id}`, "boss", { javaScriptEnabled: false });
    expect(
      await plain.page.locator("noscript p", { hasText: "reloads every 5 seconds" }).isVisible(),
    ).to.equal(true);
    await database.root("dearchive_runs").where({ id }).update({ lease_owner: null, lease_until: null });
    await plain.page.getByRole("heading", { name: "2 of 2 leads will be restored" }).waitFor();
    await plain.close();
  });

  it("shows time, speed and percent while it runs, and notifies the user at the end", async () => {
    const { database, url } = setup();
    const id = await readyRun(await archived(24));
    await runs().start(id, { ...NO_OPTIONS, rate: 6 });
    const watching = await browser().open(`${url}/runs/${id}`, "boss");
    await watching.page.addInitScript(RECORD_NOTIFICATIONS);
    await watching.page.reload();
    await watching.page.getByLabel("Notify me when the run needs me or is done").check();
    const pace = watching.page.locator('[data-live="pace"]');
    await until("the speed is known", async () =>
      /since the start · \d.* per (second|minute) · about .* left$/.test(await pace.innerText()),
    );
    expect(await watching.page.title()).to.match(new RegExp(`^\\d+ % · Run #${id} · Lead Dearchive$`));
    await untilRun(database, id, "done");
    await watching.page.getByRole("heading", { name: "24 of 24 leads restored" }).waitFor();
    expect(await watching.page.evaluate("sessionStorage.getItem('notification')")).to.equal(
      `Run #${id} is done: 24 of 24 leads`,
    );
    expect(await watching.page.title()).to.equal(`Run #${id} · Lead Dearchive`);
    await watching.close();
  });

  it("lists at the end who needs a decision, folds away what was skipped except on paper, and runs those again", async () => {
    const { database, url } = setup();
    const ids = await archived(5);
    const [twin = 0, dnc = 0] = ids;
    await insertLead(database, "vicidial_list", twin, { last_name: "SMITH" });
    await database.root("vicidial_dnc").insert({ phone_number: `555${String(dnc).padStart(7, "0")}` });
    const id = await readyRun(ids);
    await runs().start(id, { ...NO_OPTIONS, skip: ["dnc"] });
    await untilRun(database, id, "done");
    await open(id);
    expect(await page.locator(".headline").innerText()).to.equal(
      "3 of 5 leads restored · 1 needs a decision",
    );
    const decision = page.getByRole("row", { name: new RegExp(`^${twin} `) });
    expect(await decision.innerText())
      .to.include("SMITH")
      .and.include("555");
    const skipped = page.getByRole("row", { name: new RegExp(`^${dnc} `) });
    expect(await skipped.isVisible()).to.equal(false);
    await page.emulateMedia({ media: "print" });
    expect(
      await page.getByRole("button", { includeHidden: true }).filter({ visible: true }).count(),
    ).to.equal(0);
    for (const row of [decision, skipped]) expect(await row.isVisible()).to.equal(true);
    expect(await page.getByText("Change name").isVisible()).to.equal(false);
    await page.emulateMedia({ media: null });
    await page.getByText("1 left out on purpose").click();
    expect(await skipped.innerText()).to.include("On a DNC list");
    const hidden = await browser().open(`${url}/runs/${id}`, "masked");
    expect(await hidden.page.locator("main").innerText()).to.not.match(/SMITH|555\d/);
    await hidden.close();

    await decision.getByRole("link", { name: "Keep one copy…" }).click();
    await page.getByRole("button", { name: "Keep live copy" }).click();
    await open(id);
    expect(await page.locator(".headline").innerText()).to.equal("3 of 5 leads restored");
    await page.getByRole("button", { name: "Run again with those left behind (2 leads)" }).click();
    await page.getByText(`left behind by run #${id}`).first().waitFor();
    await page.getByRole("heading", { name: "0 of 2 leads will be restored" }).waitFor();
    await page.getByRole("checkbox", { name: "On a DNC list" }).uncheck();
    await page.getByRole("button", { name: "Start run" }).click();
    await page.getByRole("heading", { name: "1 of 2 leads restored" }).waitFor();
  });

  it("runs the rest of a stopped run", async () => {
    const { database } = setup();
    const id = await readyRun(await archived(20));
    await runs().start(id, { ...NO_OPTIONS, rate: 1 });
    await until(
      "one has moved",
      async () => (await database.root("dearchive_batches").where({ run_id: id })).length > 0,
    );
    await open(id);
    await page.setViewportSize({ width: 400, height: 900 });
    await page.getByText("Stop run …").click();
    const question = await page.locator(".confirm-ask").boundingBox();
    expect(question?.x, "the question is inside a narrow window").to.be.at.least(0);
    expect((question?.x ?? 0) + (question?.width ?? 401)).to.be.at.most(400);
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.getByRole("button", { name: "Stop run" }).click();
    await until("its last batch is done", async () => !(await readRun(database, id)).isWorkedOn);
    await open(id);
    const [, moved] = /^(\d+) of 20 leads restored/.exec(await page.locator(".headline").innerText()) ?? [];
    const rest = 20 - Number(moved);
    await page.getByRole("button", { name: `Run the rest (${rest} leads)` }).click();
    await page.getByRole("heading", { name: `${rest} of ${rest} leads will be restored` }).waitFor();
    await page.getByRole("button", { name: "Start run" }).click();
    await page.getByRole("heading", { name: `${rest} of ${rest} leads restored` }).waitFor();
    expect(opened.complaints).to.deep.equal([]);
  });
});
