import { expect } from "chai";
import type { Page } from "playwright-core";
import { useAdminBrowser, useAdminSetup } from "../support/adminSetup.ts";
import { createClock } from "../support/clock.ts";
import { createKey, createUser } from "../support/factories.ts";
import { removeRules, saveRule } from "../support/hours.ts";
import { leadResult, recordBatch } from "../support/recordBatch.ts";
import { until } from "../support/waiting.ts";

/** How long the results of the quick checks are cached. */
const CHECKS_HOLD_MS = 60_000;

describe("The overview", () => {
  const clock = createClock("2026-11-25T10:00:00Z");
  const setup = useAdminSetup({ plugin: { clock: clock.read } });
  const browser = useAdminBrowser();

  async function withPage(user: string, look: (page: Page) => Promise<void>): Promise<void> {
    const { page, complaints, close } = await browser().open(setup().url, user);
    try {
      await look(page);
      expect(complaints).to.deep.equal([]);
    } finally {
      await close();
    }
  }

  const part = (page: Page, name: string | RegExp) => page.getByRole("region", { name });

  /** The chart's days with leads, read from its table. */
  async function countedLeads(page: Page): Promise<Readonly<Record<string, string>>> {
    const rows = await part(page, "Restored leads").locator("tbody tr").all();
    const days = await Promise.all(
      rows.map(async (row) => [await row.locator("th").textContent(), await row.locator("td").textContent()]),
    );
    expect(days).to.have.length(14);
    return Object.fromEntries(days.filter(([, count]) => count !== "0"));
  }

  it("links users with the right to create keys to the key form until the first key exists", async () => {
    await withPage("planner", async (page) => {
      const steps = part(page, "First steps");
      expect(await steps.getByRole("link").allTextContents()).to.deep.equal([
        "Open documentation",
        "Open office hours",
      ]);
    });
    await withPage("boss", async (page) => {
      await part(page, "First steps").getByRole("link", { name: "Create key" }).click();
      await page.waitForURL(`${setup().url}/keys/new`);
    });
    await createUser(setup().database);
    await createKey(setup().database, { label: "CRM <b>" });
    await withPage("boss", async (page) => {
      expect(await part(page, "First steps").count()).to.equal(0);
    });
  });

  it("shows whether the API is open, until when and by which rule, and the next 14 days", async () => {
    await withPage("nobody", async (page) => {
      expect(await part(page, "The API is open").textContent()).to.include("No office hours rule is enabled");
    });
    await saveRule(setup().database, "mon-fri 12:00-17:00", { name: "lunch & after" });
    await withPage("planner", async (page) => {
      const open = part(page, "The API is open");
      expect(await open.locator("p").first().innerText()).to.equal(
        "Open until Wed 25 Nov 2026, 12:00 (in 2 hours). Then the rule lunch & after blocks requests.",
      );
      const days = open.getByRole("listitem");
      expect(await days.count()).to.equal(14);
      const wording = async (n: number) => [
        await days.nth(n).innerText(),
        await days.nth(n).getByRole("img").getAttribute("aria-label"),
      ];
      expect(await wording(2)).to.deep.equal(["Fri 27 Nov", "blocked 12:00–17:00"]);
      expect(await wording(3)).to.deep.equal(["Sat 28 Nov", "allowed all day"]);
    });
    await removeRules(setup().database);
    await saveRule(setup().database, "wed 09:00-24:00");
    await withPage("nobody", async (page) => {
      const closed = part(page, "The API is closed");
      expect(await closed.locator("p").first().innerText()).to.equal(
        "Blocked by the rule office until Thu 26 Nov 2026, 00:00 (in 14 hours).",
      );
    });
    await removeRules(setup().database);
  });

  it("counts restored leads per day in the user's time zone", async () => {
    const { root } = setup().database;
    const moved = (...ids: number[]) => ids.map((id) => leadResult("moved", id));
    await recordBatch(root, { leads: moved(1, 2, 3), startedAt: "2026-11-24 16:00:00" });
    await recordBatch(root, { leads: moved(4), startedAt: "2026-11-12 00:00:00" });
    await recordBatch(root, { leads: moved(5), startedAt: "2026-11-11 23:59:59.999" });
    await recordBatch(root, { leads: moved(6), startedAt: "2026-11-24 16:00:00", direction: "archive" });
    await recordBatch(root, {
      leads: [leadResult("moved", 7), leadResult("kept_differs", 8)],
      startedAt: "2026-11-25 09:00:00",
    });
    await withPage("reporter", async (page) => {
      expect(await countedLeads(page)).to.deep.equal({
        "Wed 25 Nov": "1",
        "Tue 24 Nov": "3",
        "Thu 12 Nov": "1",
      });
      expect(await page.locator(".bars .bar-fill").count()).to.equal(3);
      await page.getByLabel("Show times in").selectOption("Asia/Tokyo");
      await page.getByRole("button", { name: "Change time zone" }).click();
      await page.getByRole("status").waitFor();
      expect(await countedLeads(page)).to.deep.equal({ "Wed 25 Nov": "4", "Thu 12 Nov": "2" });
      await page.getByText("Show as table").click();
      await part(page, "Restored leads").getByRole("link", { name: "Wed 25 Nov" }).click();
      expect(await page.locator("tbody tr").count()).to.equal(3);
    });
  });

  it("lists the last ten batches with user, leads and outcome, and links to each batch", async () => {
    const { root } = setup().database;
    for (let n = 0; n < 9; n += 1)
      await recordBatch(root, { leads: [leadResult("moved", 100 + n)], startedAt: "2026-11-25 09:30:00" });
    const newest = await recordBatch(root, {
      leads: [leadResult("moved", 1), leadResult("kept_differs", 2)],
      startedAt: "2026-11-25 09:59:00",
      actor: { vicidialUser: "crm<i>" },
    });
    await withPage("reporter", async (page) => {
      const rows = part(page, "Latest batches and runs").locator("tbody tr");
      expect(await rows.count()).to.equal(10);
      expect((await rows.first().innerText()).split(/\s*[\t\n]\s*/)).to.deep.equal([
        `#${newest}`,
        "2026-11-25 09:59:00",
        "crm<i> · CRM <b>",
        "Restored",
        ...["2", "1", "0", "1", "0", "0"],
        "1 kept in archive",
      ]);
      await rows.first().getByRole("link").click();
      await page.waitForURL(`${setup().url}/history/${newest}`);
    });
  });

  it("hides the history from users without the right to view it", async () => {
    for (const user of ["keeper", "nobody"]) {
      const { text } = await setup().get(user);
      expect(text)
        .to.include("The API is open")
        .and.not.match(/restored leads|Latest batches|crm&lt;|dearchive\/history/i);
    }
  });

  it("shows the warnings of the quick checks with their next step, and repeats the checks after a minute", async () => {
    const { database } = setup();
    const warned = async () => (await setup().get("nobody")).text.includes("vicidial_list_archive lacks");
    await database.root.raw("ALTER TABLE vicidial_list_archive DROP COLUMN owner");
    clock.advance(CHECKS_HOLD_MS);
    await until("the checks have seen it", warned);
    await withPage("boss", async (page) => {
      const warning = part(page, "Problems").getByRole("listitem").filter({ hasText: "lacks" });
      await warning.getByText("Show fix").click();
      expect(await warning.locator("pre").innerText()).to.match(/^ALTER TABLE .*ADD COLUMN `owner`.*;$/);
    });
    await database.root.raw("ALTER TABLE vicidial_list_archive ADD COLUMN owner VARCHAR(20) DEFAULT ''");
    clock.advance(CHECKS_HOLD_MS - 1);
    expect(await warned(), "within the minute").to.equal(true);
    clock.advance(1);
    await until("the checks have looked again", async () => !(await warned()));
  });

  it("shows on a page left open what the checks have found since, and when each check was made", async () => {
    const { database } = setup();
    await withPage("boss", async (page) => {
      await page.clock.install();
      await page.reload();
      await page.getByText("Show all checks").click();
      const row = page.getByRole("row").filter({ hasText: "Migrations" });
      expect(await row.innerText()).to.match(/OK\s+The plugin's own tables are up to date\.\s+just now/);
      expect(await row.getByRole("time").getAttribute("title")).to.match(/^2026-11-25 \d\d:\d\d:\d\d /);
      await database.root.raw("ALTER TABLE vicidial_list_archive DROP COLUMN owner");
      clock.advance(CHECKS_HOLD_MS);
      await page.getByRole("heading", { name: "Overview" }).click();
      await until("the page shows the problem", async () => {
        await page.clock.fastForward(CHECKS_HOLD_MS);
        return (await part(page, "Problems").getByText("vicidial_list_archive lacks").count()) > 0;
      });
      expect(await page.locator(".all-checks").getAttribute("open"), "still open").to.equal("");
    });
    await database.root.raw("ALTER TABLE vicidial_list_archive ADD COLUMN owner VARCHAR(20) DEFAULT ''");
  });
});
