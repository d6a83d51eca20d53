import { expect } from "chai";
import type { Locator, Page } from "playwright-core";
import { EVERY_CUSTOMER } from "../../server/db/customerScope.ts";
import { createHoursStore } from "../../server/hours/hoursStore.ts";
import type { RuleSettings } from "../../server/hours/officeHoursRule.ts";
import { formatWeekly } from "../../server/hours/weeklyText.ts";
import { useAdminBrowser, useAdminSetup } from "../support/adminSetup.ts";
import type { OpenPage } from "../support/chromium.ts";
import { createClock } from "../support/clock.ts";
import { changeCallTime, makeHoliday, removeRules } from "../support/hours.ts";
import { makeSettings } from "../support/officeHours.ts";

const HOURS = "/hours";

describe("The office hours page", () => {
  // A Wednesday.
  const clock = createClock("2026-11-25T10:00:00Z");
  const setup = useAdminSetup({ plugin: { clock: clock.read } });
  const browser = useAdminBrowser();
  let open: OpenPage;
  let page: Page;

  before(async () => {
    open = await browser().open(setup().url + HOURS, "planner", { viewport: { width: 1280, height: 900 } });
    page = open.page;
  });

  after(() => open?.close());

  beforeEach(async () => {
    await removeRules(setup().database);
    await setup().database.root("vicidial_admin_log").delete();
  });

  const store = () => createHoursStore(setup().database.root, () => undefined, EVERY_CUSTOMER);
  const keep = (rule: Partial<Parameters<typeof makeSettings>[0]> = {}) =>
    store().add(makeSettings(rule), new Date());

  async function kept(name: string): Promise<RuleSettings> {
    return (await store().find(name)) ?? expect.fail(`there is no rule ${name}`);
  }

  function logged() {
    return setup().database.sql<{
      event_type: string;
      event_code: string;
      event_notes: string;
      user: string;
    }>(
      "SELECT user, event_type, event_code, event_notes FROM vicidial_admin_log WHERE event_section = 'OFFICEHOURS'",
    );
  }

  const button = (name: string) => page.getByRole("button", { name, exact: true });
  const day = (name: string) => page.getByRole("textbox", { name, exact: true });
  const cell = (name: string) => page.getByRole("button", { name, exact: true });

  async function openForm(name?: string): Promise<void> {
    await page.goto(setup().url + HOURS);
    await page.getByRole("link", { name: name ? `Edit rule ${name}` : "Create rule" }).click();
    // The page's script creates the grid.
    await cell("Monday 09:00 to 09:30").waitFor();
  }

  /** Saves the rule through the preview, and waits for the list. */
  async function previewAndSave(): Promise<void> {
    await button("Preview rule").click();
    await page.getByRole("button", { name: /^Save (rule|changes)$/ }).click();
    await page.getByRole("status").first().waitFor();
  }

  async function draw(from: Locator, to: Locator): Promise<void> {
    await from.scrollIntoViewIfNeeded();
    const [start, end] = [await from.boundingBox(), await to.boundingBox()];
    if (!start || !end) return expect.fail("the cells can be seen");
    await page.mouse.move(start.x + start.width / 2, start.y + start.height / 2);
    await page.mouse.down();
    await page.mouse.move(end.x + end.width / 2, end.y + end.height / 2, { steps: 4 });
    await page.mouse.up();
  }

  it("creates a rule drawn with the mouse, previews its effect, and saves it with a row in Vicidial's admin log", async () => {
    await page.goto(setup().url + HOURS);
    expect(await page.locator("main").textContent()).to.include("the API is open day and night");
    await openForm();
    await page.getByLabel("Name").fill("desk <script>");
    await page.getByLabel("Time zone").selectOption("Europe/Amsterdam");
    await draw(cell("Monday 09:00 to 09:30"), cell("Friday 16:30 to 17:00"));
    await draw(cell("Wednesday 12:00 to 12:30"), cell("Wednesday 12:00 to 12:30"));
    expect(await day("Tuesday").inputValue()).to.equal("09:00-17:00");
    await button("Preview rule").click();
    expect(await page.locator(".effect-sum").textContent()).to.match(/10 of 14 days change/);
    expect(await store().listStored(), "nothing is saved before").to.deep.equal([]);
    await button("Save rule").click();
    expect(await page.getByRole("status").first().textContent()).to.include("“desk <script>” was saved");
    const rule = await kept("desk <script>");
    expect(formatWeekly(rule.weekly)).to.equal(
      "mon-tue 09:00-17:00; wed 09:00-12:00,12:30-17:00; thu-fri 09:00-17:00",
    );
    expect(rule).to.include({ timeZone: "Europe/Amsterdam", mode: "refuse_inside", customer: null });
    expect(await page.locator(".rule-side").textContent()).to.match(
      /Blocks requests.*until Wed 25 Nov 2026, 11:00/s,
    );
    const [line] = await logged();
    expect(line).to.deep.include({ user: "planner", event_type: "ADD" });
    expect(line?.event_notes).to.include("Europe/Amsterdam").and.include("thu-fri 09:00-17:00");
    expect(open.complaints).to.deep.equal([]);
  });

  it("lets hours be drawn and cleared by keyboard, or typed", async () => {
    await keep({ name: "desk", weekly: "sat 22:00-02:00" });
    await openForm("desk");
    await cell("Monday 09:00 to 09:30").focus();
    for (const key of ["Space", "Shift+ArrowRight", "Shift+ArrowDown", "End", "ArrowLeft", "Enter"])
      await page.keyboard.press(key);
    expect(await day("Monday").inputValue()).to.equal("09:00-10:00");
    expect(await day("Tuesday").inputValue()).to.equal("09:30-10:00,23:00-23:30");
    expect(await cell("Sunday 01:30 to 02:00").getAttribute("data-fill")).to.equal("spill");
    await cell("Sunday 01:30 to 02:00").focus();
    await page.keyboard.press("Space");
    expect(await day("Saturday").inputValue(), "the night that ran into Sunday").to.equal("22:00-01:30");
    await day("Thursday").fill("8:10-12:00");
    expect(await cell("Thursday 08:00 to 08:30").getAttribute("aria-pressed")).to.equal("mixed");
    expect(await cell("Thursday 11:30 to 12:00").getAttribute("aria-pressed")).to.equal("true");
    await button("Copy Monday to weekdays").click();
    await button("Add date").click();
    await page.getByLabel("Date 1", { exact: true }).fill("2026-12-24");
    await page.getByLabel("Hours on date 1").fill("08:00-12:00");
    await previewAndSave();
    const rule = await kept("desk");
    expect(formatWeekly(rule.weekly)).to.equal("mon-fri 09:00-10:00; sat 22:00-01:30");
    expect(rule.exceptions).to.deep.equal([{ date: "2026-12-24", windows: [{ start: 480, end: 720 }] }]);
    expect((await logged())[0]?.event_notes).to.include("Week: sat 22:00-02:00 -> mon-fri 09:00-10:00");
  });

  it("shows each error beside its field and keeps the values as typed, without JavaScript and at phone width", async () => {
    const narrow = await browser().open(`${setup().url + HOURS}/new`, "planner", {
      viewport: { width: 400, height: 800 },
      javaScriptEnabled: false,
    });
    const form = narrow.page;
    await form.getByLabel("Thursday").fill("nine to five");
    await form.getByLabel("Hours on date 1").fill("10:00-12:00");
    await form.getByRole("button", { name: "Preview rule" }).click();
    const wrong = async (label: string) => {
      const field = form.getByLabel(label, { exact: true });
      expect(await field.getAttribute("aria-invalid")).to.equal("true");
      const ids = (await field.getAttribute("aria-describedby"))?.split(" ") ?? [];
      return form.locator(`#${ids.at(-1)}`).textContent();
    };
    expect(await wrong("Thursday")).to.include("Thursday: “nine to five” is not a time window");
    expect(await wrong("Name")).to.include("Enter a name, such as “Agents at work”");
    expect(await wrong("Date 1")).to.include("Choose a date");
    expect(await form.getByLabel("Thursday").inputValue()).to.equal("nine to five");
    expect(await form.getByLabel("Hours on date 1").inputValue()).to.equal("10:00-12:00");
    await form.getByLabel("Name").fill("night");
    await form.getByLabel("Thursday").fill("22:00-06:00");
    await form.getByLabel("Hours on date 1").fill("");
    await form.getByLabel("Allow requests only during these hours").check();
    await form.getByRole("button", { name: "Preview rule" }).click();
    await form.getByRole("button", { name: "Edit rule" }).click();
    expect(await form.getByLabel("Thursday").inputValue()).to.equal("22:00-06:00");
    await form.getByRole("button", { name: "Preview rule" }).click();
    await form.getByRole("button", { name: "Save rule" }).click();
    expect(await kept("night")).to.include({ mode: "refuse_outside" });
    expect(await form.evaluate<boolean>("document.documentElement.scrollWidth <= innerWidth")).to.equal(true);
    await narrow.close();
  });

  it("says what requests do on dates with other hours, for ranges and every year, also in the preview of a distant date", async () => {
    await openForm();
    await page.getByLabel("Name").fill("holidays");
    await page.getByLabel("Time zone").selectOption("UTC");
    await day("Monday").fill("09:00-17:00");
    const addDate = async (number: number, fields: Readonly<Record<string, string>>) => {
      await button("Add date").click();
      for (const [label, value] of Object.entries(fields)) {
        const field = page.getByLabel(`${label} ${number}`, { exact: true });
        if (label === "Repeat date") await field.selectOption(value);
        else await field.fill(value);
      }
    };
    await addDate(1, { Date: "2026-12-25", "Repeat date": "Every year" });
    await addDate(2, {
      Date: "2027-12-31",
      "Last day of date": "2028-01-01",
      "Hours on date": "08:00-12:00",
    });
    const effects = () => page.locator("[data-date-effect]").allTextContents();
    expect(await effects()).to.deep.equal(["Requests allowed all day", "Requests blocked 08:00–12:00"]);
    await page.getByLabel("Allow requests only during these hours").check();
    expect(await effects()).to.deep.equal(["Requests blocked all day", "Requests allowed only 08:00–12:00"]);
    await page.getByLabel("Block requests during these hours").check();
    await button("Preview rule").click();
    const dates = page.getByRole("region", { name: "Dates with other hours" });
    expect(await dates.locator(".date-effects li").allInnerTexts()).to.deep.equal([
      "25 Dec every year: requests allowed all day",
      "31 Dec 2027 – 1 Jan 2028: requests blocked 08:00–12:00",
    ]);
    const bars = dates.locator(".days-list li");
    expect(await bars.locator(".days-name").allInnerTexts()).to.deep.equal([
      "Fri 25 Dec 26",
      "Fri 31 Dec 27",
      "Sat 1 Jan 28",
    ]);
    expect(await bars.nth(1).locator("svg").nth(1).getAttribute("aria-label")).to.equal(
      "after the change: blocked 08:00–12:00",
    );
    await button("Save rule").click();
    await page.getByRole("status").first().waitFor();
    expect(await page.locator(".rule-notes").innerText()).to.include(
      "25 Dec every year: requests allowed all day",
    );
    expect((await kept("holidays")).exceptions.map(({ date }) => date)).to.deep.equal([
      "12-25",
      "2027-12-31..2028-01-01",
    ]);
    await page.getByRole("link", { name: "Edit rule holidays" }).click();
    expect(await page.getByLabel("Date 1", { exact: true }).inputValue()).to.equal("2026-12-25");
    expect(await page.getByLabel("Repeat date 1").inputValue()).to.equal("yearly");
    expect(await page.getByLabel("Last day of date 2").inputValue()).to.equal("2028-01-01");
  });

  it("keeps the form as typed when the user goes back from the preview, also after errors", async () => {
    await keep({ name: "desk", exceptions: ["2026-12-24 closed", "2026-12-25 closed"] });
    await openForm("desk");
    await day("Saturday").fill("10:00-12:00");
    await page.getByLabel("Allow requests only during these hours").check();
    await page.getByRole("button", { name: "Remove date" }).first().click();
    await button("Preview rule").click();
    await page.getByRole("heading", { name: "Preview of" }).waitFor();
    await page.goBack();
    expect(await day("Saturday").inputValue()).to.equal("10:00-12:00");
    expect(await page.getByLabel("Allow requests only during these hours").isChecked()).to.equal(true);
    expect(await page.locator("[name=date]").count(), "without the removed date").to.equal(1);
    expect(await page.getByLabel("Date 1", { exact: true }).inputValue()).to.equal("2026-12-25");
    await day("Sunday").fill("nine");
    await button("Preview rule").click();
    await page.locator("#error-sun").waitFor();
    await day("Sunday").fill("09:00-10:00");
    await button("Preview rule").click();
    await page.getByRole("heading", { name: "Preview of" }).waitFor();
    await page.goBack();
    expect(await day("Sunday").inputValue()).to.equal("09:00-10:00");
    expect(await day("Saturday").inputValue()).to.equal("10:00-12:00");
    await page.goto(`${setup().url}${HOURS}`);
    await page.getByRole("link", { name: "Edit rule desk" }).click();
    expect(await day("Saturday").inputValue(), "a new visit starts with the saved rule").to.equal("");
  });

  it("paints to the end of the day by keyboard, and not on into its morning", async () => {
    await openForm();
    await cell("Monday 23:00 to 23:30").focus();
    for (const key of ["Space", "Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight"])
      await page.keyboard.press(key);
    expect(await day("Monday").inputValue()).to.equal("23:00-24:00");
    await cell("Sunday 12:00 to 12:30").focus();
    for (const key of ["Space", "Shift+ArrowDown"]) await page.keyboard.press(key);
    expect(await day("Monday").inputValue()).to.equal("23:00-24:00");
  });

  it("shows for any time whether a call would be allowed, and by which rule", async () => {
    await keep({ name: "desk", timeZone: "Europe/Amsterdam", weekly: "mon-fri 09:00-17:00" });
    await keep({ name: "night", timeZone: "Europe/Amsterdam", weekly: "sat 22:00-04:00" });
    await page.goto(setup().url + HOURS);
    const ask = async (at: string) => {
      await page.getByLabel("Date and time").fill(at);
      await page.locator("#try").getByLabel("Time zone").selectOption("Europe/Amsterdam");
      await button("Test time").click();
      await page.waitForURL((url) => url.searchParams.get("at") === at);
      return (await page.locator("#try").textContent())?.replace(/\s+/g, " ") ?? "";
    };
    expect(await ask("2026-11-30T08:59")).to.match(/Allowed until Mon 30 Nov 2026, 09:00/);
    const refused = await ask("2026-11-30T09:00");
    expect(refused).to.match(/Blocked by the rule desk until Mon 30 Nov 2026, 17:00/);
    expect(refused).to.match(/Allows requests night/);
    expect(await ask("2027-03-28T02:30")).to.include("This time does not exist");
    const twice = await ask("2026-10-25T02:30");
    expect(twice)
      .to.include("occurs twice")
      .and.match(/\+02:00.*\+01:00/);
    const odd = await setup().get("planner", `${HOURS}?at=soon`);
    expect(odd.text).to.include("Enter a date and time");
  });

  it("lets a rule follow a Vicidial call time, shows its week and holidays, and warns when it no longer exists", async () => {
    const { database } = setup();
    await makeHoliday(database, { id: "XMAS", date: "2026-12-02", start: 2400, stop: 2400 });
    await changeCallTime(database, "12pm-5pm", {
      ct_holidays: "|XMAS|",
      ct_monday_start: 1000,
      ct_monday_stop: 1130,
    });
    await openForm();
    await page.getByLabel("Name").fill("agents");
    await page.getByLabel("Follow a Vicidial call time").check();
    await page.getByLabel("Call time", { exact: true }).selectOption("12pm-5pm");
    const shown = page.locator('[data-call-time="12pm-5pm"]');
    expect((await shown.textContent())?.replace(/\s+/g, " ")).to.match(
      /Monday10:00-11:30 ?Tuesday12:00-17:00.*2026-12-02.*closed/,
    );
    expect(await day("Monday").isVisible()).to.equal(false);
    await page.getByLabel("Time zone").selectOption("Asia/Tokyo");
    await button("Preview rule").click();
    expect(await page.locator(".warning").textContent())
      .to.include("+09:00")
      .and.include("+00:00");
    await button("Edit rule").click();
    await page.getByLabel("Time zone").selectOption("UTC");
    await button("Preview rule").click();
    expect(await page.locator(".warning").count()).to.equal(0);
    const holiday = page.locator(".days-list li", { hasText: "2 Dec" });
    expect(await holiday.locator("svg").nth(1).getAttribute("aria-label")).to.include("allowed all day");
    await button("Save rule").click();
    await page.getByRole("status").first().waitFor();
    expect((await kept("agents")).callTimeId).to.equal("12pm-5pm");
    expect(await page.locator(".rule-main").textContent()).to.include("mon 10:00-11:30; tue-sun 12:00-17:00");
    await database.root("vicidial_call_times").where({ call_time_id: "12pm-5pm" }).delete();
    await page.reload();
    expect(await page.getByRole("alert").textContent()).to.match(/“agents” blocks every request/);
    expect(await page.locator("#state").textContent()).to.include("closed now");
  });

  it("warns the second of two admins, shows both versions, and overwrites no change that the admin has not seen", async () => {
    await keep({ name: "desk" });
    await openForm("desk");
    await day("Saturday").fill("09:00-13:00");
    const { id, version } = (await store().find("desk")) ?? expect.fail("there is a rule");
    await store().change(id, version, makeSettings({ name: "desk", weekly: "sun all day" }), new Date());
    await button("Preview rule").click();
    await button("Save changes").click();
    expect(await page.getByRole("alert").textContent()).to.include("Another user changed “desk”");
    const week = await page.locator("tr", { hasText: "Week" }).textContent();
    expect(week).to.include("sun 00:00-24:00").and.include("sat 09:00-13:00").and.include("differs");
    expect(formatWeekly((await kept("desk")).weekly)).to.equal("sun 00:00-24:00");
    expect(await logged()).to.deep.equal([]);
    await button("Continue with my version").click();
    expect(await day("Saturday").inputValue()).to.equal("09:00-13:00");
    await previewAndSave();
    expect(formatWeekly((await kept("desk")).weekly)).to.equal("mon-fri 09:00-17:00; sat 09:00-13:00");
  });

  it("reports when another user removed the rule, and when another rule has the same name", async () => {
    await keep({ name: "desk" });
    await keep({ name: "night" });
    await openForm("desk");
    await page.getByLabel("Name").fill("NIGHT");
    await button("Preview rule").click();
    expect(await page.locator("#field-name-error").textContent()).to.equal(
      "Another rule has this name. Choose a different name.",
    );
    await page.getByLabel("Name").fill("late");
    await button("Preview rule").click();
    await setup().database.root("dearchive_office_hours").where({ name: "desk" }).delete();
    await page.getByRole("button", { name: /^Save (rule|changes)$/ }).click();
    expect(await page.getByRole("alert").textContent()).to.include("Another user removed “late”");
    await button("Continue with my version").click();
    await previewAndSave();
    expect((await store().listStored()).map(({ name }) => name)).to.deep.equal(["late", "night"]);
  });

  it("removes a rule after showing the effect, unless the rule was changed in the meantime", async () => {
    await keep({ name: "desk" });
    await page.goto(setup().url + HOURS);
    await page.getByRole("link", { name: "Remove rule desk" }).click();
    expect(await page.locator("main").textContent()).to.include("open day and night");
    await setup().database.sql("UPDATE dearchive_office_hours SET version = version + 1");
    await button("Remove rule").click();
    expect(await page.getByRole("alert").textContent()).to.include("The rule was not removed");
    await kept("desk");
    await button("Remove rule").click();
    expect(await page.getByRole("status").textContent()).to.include("“desk” was removed");
    expect(await store().listStored()).to.deep.equal([]);
    expect((await logged()).map(({ event_type }) => event_type)).to.deep.equal(["DELETE"]);
  });

  it("refuses invalid forms, and all changes by users without the right to modify call times", async () => {
    await keep({ name: "desk" });
    const { id } = (await store().find("desk")) ?? expect.fail("there is a rule");
    for (const path of ["/edit", "/preview", "/save", `/${id}/remove`]) {
      const token = await setup().token("keeper");
      const answer = await setup().submit("keeper", HOURS + path, { _csrf: token, version: "1" });
      expect(answer.status, path).to.equal(403);
    }
    expect((await store().listStored()).map(({ name }) => name)).to.deep.equal(["desk"]);
    expect((await setup().submit("planner", `${HOURS}/save`, {})).status).to.equal(422);
    for (const path of ["/0", "/abc", "/999999999", "/999999999/remove"])
      expect((await setup().get("planner", HOURS + path)).status, path).to.equal(404);
  });
});
