import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { basicAuth, useAdminBrowser, useAdminSetup } from "../support/adminSetup.ts";
import { createClock } from "../support/clock.ts";

describe("In the browser, the pages refuse", () => {
  const clock = createClock("2026-11-25T10:00:00Z");
  const setup = useAdminSetup({ plugin: { clock: clock.read } });
  const browser = useAdminBrowser();

  it("a form with a wrong token, and a form that another site sends", async () => {
    const { page, close } = await browser().open(setup().url, "boss");
    await page
      .locator('[name="_csrf"]')
      .first()
      .evaluate((field) => field.setAttribute("value", "guessed"));
    await page.getByRole("button", { name: "Change time zone" }).click();
    await page.getByRole("heading", { name: "The form has expired" }).waitFor();

    const token = await setup().token("boss");
    const form = `<form method="post" action="${setup().url}/zone"><input name="zone" value="Asia/Tokyo">
      <input name="_csrf" value="${token}"><button>Win</button></form>`;
    const elsewhere = createServer((_, answer) => answer.setHeader("Content-Type", "text/html").end(form));
    await new Promise<void>((done) => elsewhere.listen(0, "127.0.0.1", done));
    try {
      await page.goto(`http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`);
      await page.getByRole("button", { name: "Win" }).click();
      await page.getByRole("heading", { name: "Form rejected" }).waitFor();
    } finally {
      elsewhere.closeAllConnections();
      elsewhere.close();
    }
    await page.goto(setup().url);
    expect(await page.getByLabel("Show times in").inputValue()).to.not.equal("Asia/Tokyo");
    await close();
  });

  it("actions that the user has no right to, and do not link to them", async () => {
    const { page, close } = await browser().open(setup().url, "planner");
    const links = page.getByRole("link");
    expect(await links.filter({ hasText: "Office hours" }).count()).to.be.greaterThan(0);
    for (const [label, path] of [
      ["API keys", "/keys"],
      ["History", "/history"],
    ] as const) {
      await page.goto(setup().url);
      expect(await links.filter({ hasText: label }).count(), label).to.equal(0);
      const answer = await page.goto(setup().url + path);
      expect(answer?.status()).to.equal(403);
      await page.getByRole("heading", { name: "Not allowed" }).waitFor();
    }
    await close();
  });

  it("a user who was disabled between two requests", async () => {
    const { page, close } = await browser().open(setup().url, "reporter");
    await setup().database.root("vicidial_users").where({ user: "reporter" }).update({ active: "N" });
    await page
      .getByRole("navigation", { name: "Lead Dearchive" })
      .getByRole("link", { name: "History" })
      .click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    expect(await page.getByRole("navigation", { name: "Vicidial" }).count()).to.equal(0);
    await close();
  });

  it("a user for 15 minutes after ten wrong passwords", async () => {
    expect((await setup().get("mover")).status).to.equal(200);
    for (let n = 0; n < 10; n += 1)
      expect((await setup().get("mover", "", basicAuth("mover", "wrong"))).status).to.equal(401);
    const { page, close } = await browser().open(setup().url, "mover");
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    expect(await page.locator("main").innerText()).to.include("blocked for 15 minutes");
    await close();
    clock.advance(15 * 60_000 + 1000);
    const later = await browser().open(setup().url, "mover");
    await later.page.getByRole("heading", { name: "Overview" }).waitFor();
    await later.close();
  });
});
