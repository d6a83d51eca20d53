import { expect } from "chai";
import { passwordOf, useAdminBrowser, useAdminSetup } from "../support/adminSetup.ts";
import { createUser, insertLead, insertLeads, leadIdsIn } from "../support/factories.ts";
import { idsFrom } from "../support/leadIds.ts";
import { until } from "../support/waiting.ts";

const LIVE = "/leads?in=live";

describe("Finding live leads to archive", () => {
  const setup = useAdminSetup();
  const browser = useAdminBrowser();

  before(async () => {
    const { database } = setup();
    await database.root("vicidial_lists").insert([
      { list_id: 1001, list_name: "Spring", campaign_id: "OWN", active: "Y" },
      { list_id: 2002, list_name: "Foreign", campaign_id: "OTHER", active: "Y" },
    ]);
    await insertLeads(database, "vicidial_list", idsFrom(1, 120));
    await insertLead(database, "vicidial_list", 500, {
      list_id: 2002,
      phone_number: "2125551234",
      vendor_lead_code: "CRM-77",
      status: "SALE",
      last_local_call_time: null,
    });
    await insertLead(database, "vicidial_list_archive", 900, { list_id: 2002, status: "OLD" });
    await createUser(database, "owner", { pass: passwordOf("owner") }, " OWN -");
    await createUser(database, "shy", { pass: passwordOf("shy"), admin_hide_phone_data: "2_DIGITS" });
  });

  const find = (query: string, user = "mover") => setup().get(user, `${LIVE}&${query}`);
  const idsIn = (text: string) =>
    [...text.matchAll(/history\/lead\?lead_id=(\d+)"/g)].map(([, id]) => Number(id));
  const lastRun = async () => (await setup().database.root("dearchive_runs").orderBy("id", "desc"))[0];

  it("works by the same fields as in the archive, and keeps them when the table changes", async () => {
    for (const query of [
      "lead_id=500,900",
      "phone=2125551234",
      "vendor=CRM-77",
      "list=foreign",
      "status=sale,OLD",
      "list=2002&not_called=30",
    ]) {
      const { status, text } = await find(query);
      expect([status, idsIn(text), text.includes("1 live lead found")], query).to.deep.equal([
        200,
        [500],
        true,
      ]);
    }
    const { text } = await find("list=2002&not_called=90");
    expect(text)
      .to.include('href="/vicidial/dearchive/leads?list=2002&amp;not_called=90"')
      .and.include('admin_modify_lead.php?lead_id=500">Live');
    expect((await find("list=1001&page=3")).text).to.include("101 to 120 of 120");
    expect((await find("list=2002&status=NEW")).text).to.include("No live leads found");
    expect((await find("not_called=0")).text).to.include("Enter a whole number of days from 1 to 20000.");
    expect((await find("entered_from=2024-01-01")).text).to.include("would read the whole live table");
  });

  it("counts the statuses of live leads, and hides what the user may not see", async () => {
    const offered = () => find("");
    await until("they are counted", async () => (await offered()).text.includes('class="note number"'));
    expect((await offered()).text)
      .to.match(/<strong>NA<\/strong> <span><\/span> <span class="note number">120</)
      .and.not.include("<strong>OLD</strong>");
    expect((await find("lead_id=500", "shy")).text)
      .to.include("XXXXXXXX34")
      .and.not.include("2125551234");
    expect(idsIn((await find("lead_id=1,500", "owner")).text)).to.deep.equal([1]);
    const file = await setup().get("boss", "/leads/found.csv?in=live&lead_id=500");
    expect(file.text).to.include("500,2002,SALE,2125551234");
    expect(file.headers.get("Content-Disposition")).to.include("live-leads.csv");
  });

  it("creates a run that archives, from a search or a selection", async () => {
    const { submit, database } = setup();
    const made = await submit("mover", "/leads/search", { in: "live", list: "2002", not_called: "30" });
    expect(made.status).to.equal(303);
    const page = await setup().get("mover", `/runs/${(await lastRun())?.id}`);
    expect(page.text)
      .to.include("Archive leads")
      .and.match(/list 2002 · not called since \d{4}-\d\d-\d\d/);
    expect(await lastRun()).to.include({ direction: "archive", vicidial_user: "mover" });
    await submit("mover", "/leads/search", { in: "live", list: "1001", which: "picked", pick: "7" });
    expect(JSON.parse((await lastRun())?.source ?? "")).to.deep.equal({
      kind: "search",
      search: { leadIds: [7] },
    });
    expect(await leadIdsIn(database, "vicidial_list_archive")).to.deep.equal([900]);
  });

  it("leads in a browser from the reasons against a script to archived leads, and back again by an undo", async () => {
    const { database, url } = setup();
    const { page, complaints, close } = await browser().open(`${url}/leads`, "boss");
    try {
      await page.getByRole("link", { name: "Live leads" }).click();
      await page.getByRole("heading", { name: "Archive leads safely" }).waitFor();
      await page.getByText("Why not use an archive script?").click();
      expect(await page.getByText("is deleted without a copy").isVisible()).to.equal(true);
      await page.setViewportSize({ width: 400, height: 800 });
      expect(await page.evaluate("document.documentElement.scrollWidth")).to.be.at.most(400);
      await page.setViewportSize({ width: 1280, height: 900 });
      await page.getByLabel("Lead ids", { exact: true }).fill("1 2 3");
      await database.root.from("vicidial_hopper").insert({ lead_id: 2, list_id: 1001 });
      await page.getByRole("button", { name: "Find leads" }).click();
      await page.getByRole("button", { name: "Check all 3 leads" }).click();
      await page.getByRole("heading", { name: /^2 of 3 leads will be archived/ }).waitFor();
      expect(await page.getByRole("checkbox", { name: /^In the hopper/ }).isChecked()).to.equal(true);
      await page.getByRole("button", { name: "Start run" }).click();
      await page.getByRole("heading", { name: "2 of 3 leads archived" }).waitFor();
      expect(await leadIdsIn(database, "vicidial_list_archive")).to.deep.equal([1, 3, 900]);
      await page.getByRole("button", { name: "Undo this run" }).click();
      await page.getByRole("heading", { name: /^2 of 2 leads will be restored/ }).waitFor();
      await page.getByRole("button", { name: "Start run" }).click();
      await page.getByRole("heading", { name: "2 of 2 leads restored" }).waitFor();
      expect(await leadIdsIn(database, "vicidial_list_archive")).to.deep.equal([900]);
      expect(complaints).to.deep.equal([]);
    } finally {
      await close();
    }
  });
});
