import { expect } from "chai";
import { basicAuth, PEOPLE, type Person, useAdminBrowser, useAdminSetup } from "../support/adminSetup.ts";
import { startMounted } from "../support/mountedServer.ts";

/** The navigation sections of each user. */
const SECTIONS: Readonly<Record<Person, readonly string[]>> = {
  boss: [
    "Overview",
    "Find leads",
    "Runs",
    "Plans",
    "API keys",
    "Webhooks",
    "Office hours",
    "History",
    "Documentation",
  ],
  keeper: ["Overview", "API keys", "Webhooks", "Documentation"],
  planner: ["Overview", "Office hours", "Documentation"],
  reporter: ["Overview", "History", "Documentation"],
  exporter: ["Overview", "History", "Documentation"],
  mover: ["Overview", "Find leads", "Runs", "Plans", "History", "Documentation"],
  nobody: ["Overview", "Documentation"],
};
const PATHS: Readonly<Record<string, string>> = {
  "Find leads": "/leads",
  Runs: "/runs",
  Plans: "/plans",
  "API keys": "/keys",
  Webhooks: "/webhooks",
  "Office hours": "/hours",
  History: "/history",
};

describe("The pages inside Vicidial", () => {
  const setup = useAdminSetup();
  const browser = useAdminBrowser();

  it("hide actions that the user has no right to, and refuse direct requests for them", async () => {
    for (const person of Object.keys(PEOPLE) as Person[]) {
      const front = await setup().get(person);
      const nav = /<nav aria-label="Lead Dearchive">(.*?)<\/nav>/s.exec(front.text)?.[1] ?? "";
      expect([...nav.matchAll(/>([^<>\n]+)<\/a>/g)].map(([, label]) => label)).to.deep.equal(
        SECTIONS[person],
      );
      for (const [label, path] of Object.entries(PATHS)) {
        const answer = await setup().get(person, path);
        expect(answer.status, `${person} ${path}`).to.equal(SECTIONS[person].includes(label) ? 200 : 403);
      }
    }
  });

  it("include Vicidial's menu and links, and link to each other", async () => {
    const { page, complaints, close } = await browser().open(setup().url, "boss");
    const menu = page.getByRole("navigation", { name: "Vicidial", exact: true });
    expect(await menu.getByRole("link", { name: "Reports" }).getAttribute("href")).to.equal(
      "/vicidial/admin.php?ADD=999999",
    );
    expect(await menu.getByRole("link", { name: "Lead Dearchive" }).isVisible()).to.equal(true);
    const pages = page.getByRole("navigation", { name: "Lead Dearchive" });
    for (const [label, path] of [...Object.entries(PATHS), ["Documentation", "/docs"] as const]) {
      await pages.getByRole("link", { name: label }).click();
      await page.waitForURL(setup().url + path);
      expect(await pages.locator('[aria-current="page"]').textContent()).to.equal(label);
    }
    expect(complaints).to.deep.equal([]);
    await close();
  });

  it("use the installation's colours, and keep text readable on any of them", async () => {
    const { root } = setup().database;
    await root("vicidial_screen_colors").insert({
      colors_id: "yellow",
      menu_background: "FFE000",
      frame_background: "red;}*",
      button_color: "000000",
    });
    await root("system_settings").update({ admin_screen_colors: "yellow" });
    const { page, close } = await browser().open(setup().url, "nobody");
    const style = (selector: string, property: string) =>
      page.evaluate<string>(
        `getComputedStyle(document.querySelector(${JSON.stringify(selector)})).getPropertyValue(${JSON.stringify(property)})`,
      );
    expect(await style(".menu", "background-color")).to.equal("rgb(255, 224, 0)");
    expect(await style(".menu", "color")).to.equal("rgb(16, 32, 46)");
    expect(await style("body", "background-color"), "what is no colour").to.equal("rgb(217, 230, 254)");
    await close();
    await root("system_settings").update({ admin_screen_colors: "default" });
    const stock = await setup().get("nobody", "/colors.css");
    expect(stock.text).to.include("--menu: #015b91;").and.include("--menu-text: #ffffff;");
  });

  it("work at phone width and by keyboard, without JavaScript", async () => {
    const { page, close } = await browser().open(setup().url, "boss", {
      viewport: { width: 400, height: 800 },
      javaScriptEnabled: false,
    });
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    // The browser updates its URL a moment later.
    await page.waitForURL(`${setup().url}#content`);
    await page.getByLabel("Show times in").selectOption("Africa/Johannesburg");
    await page.getByRole("button", { name: "Change time zone" }).click();
    expect(await page.getByRole("status").textContent()).to.include("Africa/Johannesburg");
    await page.reload();
    expect(await page.getByRole("status").count()).to.equal(0);
    await close();
  });

  it("forbid inline scripts and styles, and are never cached", async () => {
    const { headers, text } = await setup().get("boss");
    expect(headers.get("Content-Security-Policy"))
      .to.match(/^default-src 'none'/)
      .and.not.include("unsafe");
    expect(headers.get("Content-Security-Policy")).to.include("frame-ancestors 'none'");
    expect(headers.get("Cache-Control")).to.equal("no-store");
    expect(text).to.not.match(/ style=| on\w+=|<script(?![^>]* src=)/);
  });

  it("report errors as a page to browsers and as JSON to programs", async () => {
    const missing = await setup().get("boss", "/nothing/here");
    expect(missing.status).to.equal(404);
    expect(missing.text)
      .to.include("<h1>Page not found</h1>")
      .and.include(missing.headers.get("X-Request-Id"));
    expect((await setup().get("boss", "/customers/unknown")).status).to.equal(404);
    const json = await setup().get("nobody", "/keys", { Accept: "application/json" });
    expect(json.status).to.equal(403);
    expect(json.body).to.have.all.keys("message", "request_id");
    const method = await setup().get("boss", "/zone");
    expect(method.status).to.equal(405);
    expect(method.headers.get("Allow")).to.equal("POST");
  });

  it("work below a path prefix of the host", async () => {
    const hosted = await startMounted(setup().database, "/call/centre");
    try {
      const answer = await fetch(`${hosted.url}/vicidial/dearchive`, { headers: basicAuth("boss") });
      const text = await answer.text();
      const links = [...text.matchAll(/ (?:href|src|action)="([^"]+)"/g)].map(([, href = ""]) => href);
      expect(links.length).to.be.greaterThan(20);
      for (const href of links) expect(href).to.match(/^(\/call\/centre\/|#)/);
      const sheet = links.find((href) => href.includes("colors.css")) ?? "";
      expect((await fetch(new URL(sheet, hosted.url))).status).to.equal(200);
    } finally {
      await hosted.close();
    }
  });
});
