import { expect } from "chai";
import { parse } from "csv-parse/sync";
import { passwordOf, useAdminBrowser, useAdminSetup } from "../support/adminSetup.ts";
import { createKey, createUser, insertLead, insertLeads } from "../support/factories.ts";
import { idsFrom } from "../support/leadIds.ts";
import { leadResult, recordBatch } from "../support/recordBatch.ts";

const LABEL = `<script>document.title="run"</script>`;

describe("The history's pages", () => {
  const setup = useAdminSetup();
  const browser = useAdminBrowser();
  let mixed: number;
  let newest: number;

  before(async () => {
    const { database } = setup();
    const { id } = await createKey(database, { label: LABEL, vicidialUser: "boss" });
    await database.sql(
      "INSERT INTO vicidial_lists (list_id, campaign_id) VALUES (1001, 'OWN'), (1002, 'OTHER')",
    );
    const masked = { view_reports: "1", admin_hide_phone_data: "4_DIGITS", export_reports: "1" };
    await createUser(database, "masked", { pass: passwordOf("masked"), ...masked });
    const hidden = { view_reports: "1", admin_hide_lead_data: "1", export_reports: "1" };
    await createUser(database, "hidden", { pass: passwordOf("hidden"), ...hidden });
    const own = { pass: passwordOf("own"), view_reports: "1", export_reports: "1" };
    await createUser(database, "own", own, " OWN -");

    await insertLeads(database, "vicidial_list", idsFrom(1, 3));
    await insertLead(database, "vicidial_list", 4, { last_name: "SMITH", phone_number: "5559994567" });
    await insertLead(database, "vicidial_list_archive", 4, { phone_number: "5551234567" });
    await insertLead(database, "vicidial_list", 5, { list_id: 1002 });
    const actor = { keyId: id, vicidialUser: "boss" };
    for (let n = 0; n < 60; n += 1)
      await recordBatch(database.root, { leads: [leadResult("moved", 1)], actor });
    const differences = [
      { column: "last_name", source: "=Smith", target: "SMITH" },
      { column: "phone_number", source: "5551234567", target: "5559994567" },
    ];
    mixed = await recordBatch(database.root, {
      leads: [
        leadResult("moved", 2),
        leadResult("deleted", 3),
        { leadId: 4, outcome: "kept_differs", differences },
        leadResult("moved", 5),
      ],
      actor,
    });
    newest = await recordBatch(database.root, {
      leads: [leadResult("moved", 1)],
      direction: "archive",
      actor: { keyId: null, vicidialUser: "mover" },
    });
  });

  it("lead from the list through a filter to a batch and its differing leads", async () => {
    const { page, complaints, close } = await browser().open(`${setup().url}/history`, "boss");
    try {
      const rows = page.locator("tbody tr");
      expect(await rows.count()).to.equal(50);
      expect(await rows.first().textContent())
        .to.include(`#${newest}`)
        .and.include("Manual");
      expect(await rows.nth(1).textContent()).to.include(LABEL);
      await page.getByRole("link", { name: "Older" }).click();
      expect(await rows.count()).to.equal(12);
      await page.getByRole("link", { name: "Newer", exact: true }).click();
      expect(await rows.first().textContent()).to.include(`#${newest}`);

      await page.getByLabel("Outcome").selectOption("kept_in_archive");
      await page.getByLabel("User").fill("boss");
      await page.getByRole("button", { name: "Show batches" }).click();
      expect(await rows.count()).to.equal(1);
      expect(await page.getByLabel("User").inputValue()).to.equal("boss");
      await page.getByRole("link", { name: `#${mixed}` }).click();
      expect(await page.getByRole("heading", { level: 1 }).textContent()).to.include("1 kept in archive");
      expect(await page.getByRole("img").getAttribute("aria-label")).to.include("Restored: 2");

      await page.getByRole("link", { name: /1 Kept in archive: copies differ/ }).click();
      const side = page.locator(".sides tbody tr").first();
      expect(await side.locator("td").allTextContents()).to.deep.equal(["=Smith", "SMITH"]);
      expect(await side.locator("mark").first().textContent()).to.equal("=Smith");
      const links = page.locator('a[href*="admin_modify_lead"]');
      expect(await links.evaluateAll((all) => all.map((link) => link.getAttribute("href")))).to.deep.equal([
        "/vicidial/admin_modify_lead.php?lead_id=4",
        "/vicidial/admin_modify_lead.php?lead_id=4&archive_search=Yes",
      ]);
      expect(await page.title()).to.not.equal("run");
      expect(complaints).to.deep.equal([]);
    } finally {
      await close();
    }
  });

  it("show in one search what happened to a lead", async () => {
    const { page, complaints, close } = await browser().open(`${setup().url}/history`, "boss");
    try {
      await page.getByLabel("Find a lead by id").fill("4");
      await page.getByRole("button", { name: "Find lead" }).click();
      expect(await page.getByRole("heading", { name: "Lead 4 is in both tables" }).isVisible()).to.equal(
        true,
      );
      expect(await page.locator(".events > li").count()).to.equal(1);
      await page.getByLabel("Lead id").fill("99");
      await page.getByRole("button", { name: "Find lead" }).click();
      expect(await page.getByText("Lead 99 was not found").isVisible()).to.equal(true);
      await page.setViewportSize({ width: 400, height: 800 });
      for (const path of ["history", `history/${mixed}`, "history/lead?lead_id=4"]) {
        await page.goto(`${setup().url}/${path}`);
        const width = await page.evaluate("document.documentElement.scrollWidth");
        expect(width, path).to.be.at.most(400);
      }
      expect(complaints).to.deep.equal([]);
    } finally {
      await close();
    }
  });

  it("show an error beside its field, keep the other values, and run no search", async () => {
    const answer = await setup().get("boss", "/history?lead_id=abc&user=boss&from=2026-11-01");
    expect(answer.status).to.equal(422);
    expect(answer.text).to.match(/id="field-lead_id-error">Enter a lead id: a whole number/);
    expect(answer.text)
      .to.include('value="abc"')
      .and.include('value="boss"')
      .and.include('value="2026-11-01"');
    expect(answer.text).to.not.include(`#${newest}`);
    expect((await setup().get("boss", "/history/lead?lead_id=-1")).status).to.equal(422);
    for (const path of ["/history/999999", "/history/x", "/history/1e1", "/history/x.csv"])
      expect((await setup().get("boss", path)).status, path).to.equal(404);
  });

  it("require the right to view reports, and the right to export for files", async () => {
    for (const path of ["/history", `/history/${mixed}`, "/history/lead"]) {
      expect((await setup().get("keeper", path)).status, path).to.equal(403);
      expect((await setup().get("reporter", path)).status, path).to.equal(200);
    }
    for (const path of ["/history.csv", `/history/${mixed}.csv`]) {
      const refused = await setup().get("reporter", path);
      expect(refused.status, path).to.equal(403);
      expect(refused.headers.get("Content-Type")).to.include("text/html");
    }
    expect((await setup().get("reporter", "/history")).text).to.not.include(".csv");
  });

  it("offer filtered batches and a batch's leads as CSV files without spreadsheet formulas", async () => {
    const columns = [{ column: "owner", before: { text: "5550" }, after: { text: "=Ann" } }];
    await setup()
      .database.root("dearchive_lead_changes")
      .insert({ batch_id: mixed, lead_id: 2, is_done: 1, columns: JSON.stringify(columns) });
    const batches = await setup().get("exporter", "/history.csv?user=boss");
    expect(batches.headers.get("Content-Disposition")).to.match(/attachment; filename="history.csv"/);
    const rows: Record<string, string>[] = parse(batches.text, { bom: true, columns: true });
    expect(rows).to.have.lengthOf(61);
    expect(rows[0]).to.include({ batch_id: String(mixed), key_label: LABEL, kept: "1" });
    const leads = await setup().get("exporter", `/history/${mixed}.csv`);
    expect(parse(leads.text, { bom: true }).slice(1)).to.deep.equal([
      ["2", "moved", "live", "", "", "", "owner: 5550 → =Ann"],
      ["3", "deleted", "live", "", "", "", ""],
      ["4", "kept_differs", "live and archive", "last_name", "'=Smith", "SMITH", ""],
      ["4", "kept_differs", "live and archive", "phone_number", "5551234567", "5559994567", ""],
      ["5", "moved", "live", "", "", "", ""],
    ]);
    const logged = await setup().database.sql<{ record_id: string }>(
      "SELECT record_id FROM vicidial_admin_log WHERE event_type = 'EXPORT' AND user = 'exporter'",
    );
    expect(logged.map((row) => row.record_id)).to.include(`batch-${mixed}`);
    expect((await setup().get("exporter", "/history.csv?lead_id=x")).status).to.equal(400);
  });

  it("mask phones and hide data as Vicidial does for the user, on pages and in files", async () => {
    for (const path of [`/history/${mixed}`, `/history/${mixed}.csv`, "/history/lead?lead_id=4"]) {
      const masked = (await setup().get("masked", path)).text;
      expect(masked, path)
        .to.include("XXXXXX")
        .and.not.match(/5551234567|5559994567|555123|555999/);
      const hidden = (await setup().get("hidden", path)).text;
      expect(hidden, path).to.include("last_name").and.include("hidden");
      expect(hidden, path).to.not.match(/555\d|Smith|SMITH/);
    }
  });

  it("show only leads in lists that the user's group can access", async () => {
    const listed = (await setup().get("own", `/history/${mixed}`)).text;
    expect(listed).to.include("lead_id=4").and.not.include("lead_id=5");
    const file = parse((await setup().get("own", `/history/${mixed}.csv`)).text, { bom: true });
    expect(file.map(([id]) => id)).to.not.include("5");
    const timeline = (await setup().get("own", "/history/lead?lead_id=5")).text;
    expect(timeline).to.include("Lead 5 was not found").and.not.include(`history/${mixed}`);
    expect((await setup().get("own", "/history?lead_id=5")).text).to.include("No matching batches");
    expect((await setup().get("own", "/history.csv?lead_id=5")).text.trim().split("\n")).to.have.lengthOf(1);
  });
});
