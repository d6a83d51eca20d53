import { expect } from "chai";
import { passwordOf, useAdminBrowser, useAdminSetup } from "../support/adminSetup.ts";
import { createUser, insertLeads } from "../support/factories.ts";
import { createRun, readRun, untilRun } from "../support/runs.ts";
import { until } from "../support/waiting.ts";

describe("Changes of a run's leads, on the pages", () => {
  const setup = useAdminSetup();
  const browser = useAdminBrowser();
  let next = 1;

  before(async () => {
    const { database } = setup();
    await createUser(database, "east", { view_reports: "1", pass: passwordOf("east") }, " EAST - -");
    await database.root("vicidial_lists").insert([
      { list_id: 1001, list_name: "Spring", campaign_id: "EAST", active: "Y" },
      { list_id: 2002, list_name: "Second pass", campaign_id: "EAST", active: "Y" },
      { list_id: 3003, list_name: "Elsewhere", campaign_id: "WEST", active: "N" },
    ]);
    await database.root("vicidial_statuses").insert({ status: "NEW", status_name: "New lead" });
    await database.root("vicidial_campaign_statuses").insert([
      { status: "EAGAIN", status_name: "Again", campaign_id: "EAST" },
      { status: "WAGAIN", status_name: "Again", campaign_id: "WEST" },
    ]);
  });

  async function readyRun(user = "boss"): Promise<{ id: number; leads: readonly number[] }> {
    const leads = [next, next + 1];
    next += 2;
    await insertLeads(setup().database, "vicidial_list_archive", leads);
    const id = await createRun(setup().database, leads, { user });
    await untilRun(setup().database, id, "ready");
    return { id, leads };
  }

  it("are off by default, say what they would do while they are typed, and are shown afterwards", async () => {
    const { database, url, get } = setup();
    const { id, leads } = await readyRun();
    const { page, close } = await browser().open(`${url}/runs/${id}`, "boss");
    const section = page.locator("details.changes");
    expect(await section.getAttribute("open")).to.equal(null);
    expect(await page.locator('[data-part="changes"]').isVisible()).to.equal(false);
    await section.locator("summary").click();
    await page.getByLabel("Move to list").fill("second");
    await page.getByLabel("Set status").fill("NEW");
    await page.getByLabel("Can be dialed again").check();
    await until(
      "it says what the run will do",
      async () =>
        (await page.locator('[data-part="changes"]').innerText()) ===
        "2 leads will be changed: list 2002 Second pass, status NEW, can be dialed again. The dialer may call them within a minute.",
    );
    await page.getByRole("button", { name: "Start run" }).click();
    await untilRun(database, id, "done");
    // The page reloads itself when the run is done.
    const changes = "list 2002, status NEW, can be dialed again. 2 leads were changed.";
    await page.locator("dl.facts", { hasText: changes }).waitFor();
    await page.goto(`${url}/runs/${id}?outcome=moved`);
    expect(await page.locator("table tbody").innerText()).to.include("status: NA → NEW");
    await page.goto(`${url}/history/lead?lead_id=${leads[0]}`);
    await page.getByText("Changed by the batch: list_id, status, called_since_last_reset").click();
    expect(await page.locator("table.sides").innerText()).to.match(/status\s+NA\s+NEW/);
    await page.locator("ol.events a", { hasText: "Batch #" }).click();
    const changed = page.locator("tbody tr", { hasText: "list_id: 1001 → 2002; status: NA → NEW;" });
    expect(await changed.count()).to.equal(2);
    const batch = Number(/\d+$/.exec(page.url())?.[0]);
    await close();
    const batchCsv = (await get("boss", `/history/${batch}.csv`)).text;
    expect(batchCsv).to.match(/^1,moved,live,,,,"?list_id: 1001 → 2002; status: NA → NEW;/m);
    const csv = (await get("boss", `/runs/${id}.csv`)).text;
    expect(csv).to.include("list_id: 1001 → 2002; status: NA → NEW; called_since_last_reset: Y → N");
    const [logged] = await database
      .root("vicidial_admin_log")
      .where({ event_code: `Lead Dearchive: run ${id} started` })
      .pluck("event_notes");
    expect(logged).to.include("changes: list 2002, status NEW, can be dialed again");
  });

  it("are counted again for the list that the leads move to, and keep what was typed", async () => {
    const { database, url } = setup();
    const { id, leads } = await readyRun();
    const dnc = { phone_number: `555${String(leads[0]).padStart(7, "0")}`, campaign_id: "WEST" };
    await database.root("vicidial_campaign_dnc").insert(dnc);
    const { page, close } = await browser().open(`${url}/runs/${id}`, "boss");
    const warned = (label: string) => page.locator(".warnings tr", { hasText: label }).count();
    expect([await warned("List inactive"), await warned("On a DNC list")]).to.deep.equal([0, 0]);
    await page.locator("details.changes summary").click();
    const again = page.getByRole("button", { name: "Count warnings again" });
    expect(await again.isVisible()).to.equal(false);
    await page.getByLabel("Move to list").fill("3003");
    await page.getByLabel("Name").fill("Elsewhere");
    await page.getByText("The warnings above were not counted for list 3003 yet.").waitFor();
    await again.click();
    await page.getByText("The leads are being checked again.").waitFor();
    await page.getByRole("button", { name: "Start run" }).waitFor();
    expect([await warned("List inactive"), await warned("On a DNC list")]).to.deep.equal([1, 1]);
    expect(await page.getByLabel("Move to list").inputValue()).to.equal("3003");
    expect(await page.getByLabel("Name").inputValue()).to.equal("Elsewhere");
    expect(await again.isVisible()).to.equal(false);
    await page.getByLabel("Move to list").fill("");
    await page.getByText("The warnings above were counted for list 3003.").waitFor();
    await close();
  });

  it("are refused with the field that is wrong, and keep what was typed", async () => {
    const { database, submit } = setup();
    const { id } = await readyRun("east");
    const start = async (fields: Record<string, string>) => {
      const answer = await submit("east", `/runs/${id}/start`, fields);
      expect(answer.status, JSON.stringify(fields)).to.equal(422);
      return answer.text;
    };
    expect(await start({ list_id: "3003" })).to.include(
      "List 3003 does not exist, or your user group may not access it.",
    );
    expect(await start({ list_id: "Elsewhere" })).to.include("No list matches “Elsewhere”.");
    expect(await start({ status: "WAGAIN" })).to.include("Status WAGAIN is neither a system status");
    expect(await start({ status: "new" })).to.include("Status new is neither a system status");
    expect(await start({ rank: "1.5" })).to.include("Enter a whole number from -32768 to 32767.");
    const page = await start({ owner: "x".repeat(21), reset_called_count: "on" });
    expect(page).to.include("Enter at most 20 characters.").and.include("x".repeat(21));
    expect(page).to.match(/id="field-reset_called_count"[^>]* checked/);
    expect((await readRun(database, id)).state).to.equal("ready");
    const { status } = await submit("east", `/runs/${id}/start`, {
      list_id: "2002",
      status: "EAGAIN",
      remove_owner: "on",
    });
    expect(status).to.equal(303);
    expect((await readRun(database, id)).changes).to.deep.equal({
      listId: "2002",
      status: "EAGAIN",
      owner: "",
    });
    await untilRun(database, id, "done");
  });

  it("show their effect without JavaScript too, and are not offered where leads are archived", async () => {
    const { database, get, submit } = setup();
    const { id } = await readyRun();
    const preview = await submit("boss", `/runs/${id}/estimate`, {
      rank: "5",
      reset_called_since_last_reset: "on",
    });
    expect(preview.text).to.include(
      "2 leads will be changed: can be dialed again, rank 5. The dialer may call those in active lists within a minute.",
    );
    await insertLeads(database, "vicidial_list", [900]);
    const archiving = await createRun(database, [900], { direction: "archive" });
    await untilRun(database, archiving, "ready");
    expect((await get("boss", `/runs/${archiving}`)).text).to.not.include("Change the restored leads");
  });
});
