import { expect } from "chai";
import type { Page } from "playwright-core";
import { EVERY_CUSTOMER } from "../../server/db/customerScope.ts";
import { createKeyStore } from "../../server/keys/keyStore.ts";
import { useAdminBrowser, useAdminSetup } from "../support/adminSetup.ts";
import { DEARCHIVE, fullMove } from "../support/apiSetup.ts";
import { type Answer, post } from "../support/client.ts";
import { createKey, createUser, insertLeads } from "../support/factories.ts";
import { until } from "../support/waiting.ts";

describe("The API key pages, in a browser", () => {
  const setup = useAdminSetup();
  const browser = useAdminBrowser();

  before(() => createUser(setup().database, "crm"));
  beforeEach(() => setup().database.root("dearchive_api_keys").delete());

  const store = () => createKeyStore(setup().database.root, EVERY_CUSTOMER);
  const keys = () => store().list();

  /** A call that changes nothing: for an accepted key, it reports that lead 404 does not exist. */
  const call = (key: string): Promise<Answer> => post(setup().server.url + DEARCHIVE, key, fullMove([404]));
  const [TAKEN, REFUSED] = [400, 401];

  const secretOn = async (page: Page) => (await page.locator("#key").textContent()) ?? "";
  const rowOf = (page: Page, label: string) =>
    page.getByRole("row").filter({ has: page.getByText(label, { exact: true }) });

  it("lead to the first key, and show it exactly once with a working command", async () => {
    const { page, complaints, close } = await browser().open(`${setup().url}/keys`, "boss", {
      permissions: ["clipboard-read", "clipboard-write"],
    });
    await page.getByRole("link", { name: "Create key" }).click();
    await page.getByLabel("Label").fill("<script>alert(1)</script>");
    await page.getByLabel("Vicidial user").fill("crm");
    await page.getByLabel("Leads per request").fill("50");
    await page.getByLabel("Allowed addresses").fill("203.0.113.0/24\n127.0.0.1");
    await page.getByLabel("Expires on").fill("2099-01-31");
    await page.getByRole("button", { name: "Create key" }).click();

    const secret = await secretOn(page);
    expect((await call(secret)).status).to.equal(TAKEN);
    expect(await page.locator("#curl").textContent())
      .to.include(`curl ${setup().server.url}${DEARCHIVE} `)
      .and.include(`Key=${secret}`);
    await page.getByRole("button", { name: "Copy key" }).click();
    expect(await page.evaluate("navigator.clipboard.readText()")).to.equal(secret);
    expect(page.url()).to.not.include(secret);

    await page.getByRole("link", { name: "show all keys" }).click();
    const row = rowOf(page, "<script>alert(1)</script>");
    expect(await row.textContent())
      .to.include(secret.slice(0, 10))
      .and.match(/Active\s*expires in [\d,]+ days/);
    expect(await page.content()).to.not.include(secret);
    await page.goBack().catch(() => undefined);
    expect(await page.content(), "Back").to.not.include(secret);
    await page.goto(`${setup().url}/keys`);
    const [key, ...others] = await keys();
    expect(others).to.deep.equal([]);
    expect(key).to.deep.include({ vicidialUser: "crm", leadLimit: 50, rateLimit: null });
    expect(key?.allowedAddresses).to.deep.equal(["203.0.113.0/24", "127.0.0.1"]);
    expect(complaints).to.deep.equal([]);
    await close();
  });

  it("keep the values as typed, and show each error beside its field", async () => {
    const { page, close } = await browser().open(`${setup().url}/keys/new`, "boss");
    const typed: Readonly<Record<string, string>> = {
      Label: "Nightly",
      "Vicidial user": "nobody",
      "Leads per request": "5001",
      "Requests per minute": "many",
      "Allowed addresses": "10.0.0.0/33",
    };
    for (const [label, text] of Object.entries(typed)) await page.getByLabel(label).fill(text);
    await page.getByRole("button", { name: "Create key" }).click();
    await page.getByRole("alert").waitFor();
    for (const [label, text] of Object.entries(typed))
      expect(await page.getByLabel(label).inputValue(), label).to.equal(text);
    const errors: Readonly<Record<string, RegExp>> = {
      "Vicidial user": /Modify Leads \(modify_leads\) is not 1/,
      "Leads per request": /1 to 5000/,
      "Requests per minute": /a whole number/,
      "Allowed addresses": /“10\.0\.0\.0\/33” is neither/,
    };
    for (const [label, words] of Object.entries(errors)) {
      const field = page.getByLabel(label);
      expect(await field.getAttribute("aria-invalid"), label).to.equal("true");
      const ids = (await field.getAttribute("aria-describedby")) ?? "";
      expect(await page.locator(`#${ids.split(" ").at(-1)}`).textContent()).to.match(words);
    }
    expect(await page.getByLabel("Label").getAttribute("aria-invalid")).to.equal(null);
    expect(await keys()).to.deep.equal([]);
    await close();
  });

  it("change a key, and warn the second of two users who change it at the same time", async () => {
    const { id } = await createKey(setup().database, { label: "CRM", vicidialUser: "crm", rateLimit: 9 });
    const [one, other] = [
      await browser().open(`${setup().url}/keys/${id}`, "boss"),
      await browser().open(`${setup().url}/keys/${id}`, "boss"),
    ];
    await one.page.getByLabel("Leads per request").fill("70");
    await one.page.getByRole("button", { name: "Save changes" }).click();
    expect(await one.page.getByRole("status").textContent()).to.match(/“CRM”, were saved/);

    await other.page.getByLabel("Leads per request").fill("80");
    await other.page.getByRole("button", { name: "Save changes" }).click();
    expect(await other.page.getByRole("alert").textContent()).to.match(/Another user changed this key/);
    expect(await other.page.locator("#field-limit-error").textContent()).to.include("70");
    expect(await other.page.getByLabel("Leads per request").inputValue()).to.equal("80");
    expect((await keys())[0]).to.include({ leadLimit: 70, rateLimit: 9, label: "CRM" });
    await other.page.getByRole("button", { name: "Save changes" }).click();
    await other.page.getByRole("status").waitFor();
    expect((await keys())[0]).to.include({ leadLimit: 80, rateLimit: 9, label: "CRM" });
    await Promise.all([one.close(), other.close()]);
  });

  it("roll a key without JavaScript, with both keys valid for the chosen overlap", async () => {
    const old = await createKey(setup().database, { label: "CRM", vicidialUser: "crm", leadLimit: 70 });
    const { page, close } = await browser().open(`${setup().url}/keys`, "boss", { javaScriptEnabled: false });
    await page.getByRole("link", { name: `Roll key ${old.id}` }).click();
    await page.getByLabel("7 days").check();
    await page.getByRole("button", { name: "Roll key" }).click();
    const secret = await secretOn(page);
    expect(secret).to.match(/^vda_/);
    expect(await page.getByRole("button", { name: /Copy/ }).count()).to.equal(0);
    expect((await call(secret)).status).to.equal(TAKEN);
    expect((await call(old.key)).status).to.equal(TAKEN);
    const [made, before] = await keys();
    expect(made).to.include({ rolledFrom: old.id, leadLimit: 70, vicidialUser: "crm" });
    const days = ((before?.expiresAt?.getTime() ?? 0) - Date.now()) / 86_400_000;
    expect(days).to.be.within(6.9, 7);

    await page.reload();
    expect(await page.getByRole("alert").textContent()).to.match(/The key was not rolled/);
    expect(await page.content(), "reloaded").to.not.include(secret);
    expect(await keys()).to.have.length(2);
    await page.goto(`${setup().url}/keys`);
    expect(await page.getByText(`replaced by key ${made?.id}`).count()).to.equal(1);
    expect(await page.getByRole("link", { name: `Roll key ${old.id}` }).count()).to.equal(0);
    await close();
  });

  it("revoke a key after explaining what stops working, and list it only under all keys", async () => {
    const { id, key } = await createKey(setup().database, { label: "CRM", vicidialUser: "crm" });
    await createKey(setup().database, { label: "Other", vicidialUser: "crm" });
    await call(key);
    const { page, close } = await browser().open(`${setup().url}/keys`, "boss");
    await page.getByRole("link", { name: `Revoke key ${id}` }).click();
    await page.getByRole("heading", { name: "What stops working" }).waitFor();
    expect(await page.getByRole("main").textContent())
      .to.match(/Revoke “CRM”\?/)
      .and.match(/Acts as\s*crm/)
      .and.match(/Last used\s*just now/)
      .and.match(/Requests in 7 days\s*0/);
    await page.getByRole("link", { name: "Keep key" }).click();
    expect((await call(key)).status).to.equal(TAKEN);
    await page.getByRole("link", { name: `Revoke key ${id}` }).click();
    await page.getByRole("button", { name: "Revoke key" }).click();
    expect(await page.getByRole("status").textContent()).to.match(/“CRM”, is revoked/);
    expect((await call(key)).status).to.equal(REFUSED);
    expect(await rowOf(page, "CRM").count()).to.equal(0);
    await page.getByRole("link", { name: "All 2" }).click();
    expect(await rowOf(page, "CRM").textContent()).to.match(/Revoked/);
    await close();
  });

  it("show the requests of a key, refused ones too, filter them and lead to the batch", async () => {
    const { database, url } = setup();
    const { id, key } = await createKey(database, { vicidialUser: "crm", label: "Shop <b>", rateLimit: 3 });
    await createKey(database, { vicidialUser: "crm", label: "Unused" });
    await insertLeads(database, "vicidial_list_archive", [1, 2]);
    await post(setup().server.url + DEARCHIVE, key, fullMove([1, 2]));
    await post(setup().server.url + DEARCHIVE, key, fullMove([2]), { Prefer: "handling=dry-run" });
    await post(setup().server.url + DEARCHIVE, key, { ...fullMove([1]), insert_leads: 1 });
    expect((await call(key)).status).to.equal(429);
    await until("the requests are recorded", async () => {
      const [row] = await database.sql<{ n: number }>(
        "SELECT COUNT(*) AS n FROM dearchive_requests WHERE key_id = ?",
        [id],
      );
      return row?.n === 4;
    });

    for (const width of [1280, 400]) {
      const { page, complaints, close } = await browser().open(`${url}/keys`, "boss", {
        viewport: { width, height: 800 },
      });
      await rowOf(page, "Shop <b>")
        .getByRole("link", { name: `Show all requests of key ${id}` })
        .click();
      const rows = page.locator(".requests tbody tr");
      expect(await rows.count()).to.equal(4);
      expect(await rows.nth(0).textContent()).to.match(/429[\s\S]*too many requests/);
      expect(await rows.nth(1).textContent()).to.match(/400[\s\S]*insert_leads must be a boolean value/);
      expect(await rows.nth(2).textContent()).to.match(/400[\s\S]*lead_ids does not exist/);
      expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), `${width}`).to.equal(
        true,
      );

      await page.getByLabel("Status").selectOption({ label: "Succeeded" });
      await page.getByRole("button", { name: "Show requests" }).click();
      expect(await rows.count()).to.equal(1);
      expect(await page.getByLabel("API key").inputValue()).to.equal(String(id));
      await page.getByRole("link", { name: /^Batch \d+$/ }).click();
      expect(await page.getByRole("heading", { level: 1 }).textContent()).to.match(/Batch/);

      await page.goto(`${url}/keys/requests?status=200&from=2020-01-01&to=2020-01-02`);
      expect(await page.getByText("No matching requests").isVisible()).to.equal(true);
      expect(complaints).to.deep.equal([]);
      await page.goto(`${url}/keys/requests?key=999&from=x`);
      expect(await page.getByText("This API key does not exist").isVisible()).to.equal(true);
      await close();
    }
  });
});
