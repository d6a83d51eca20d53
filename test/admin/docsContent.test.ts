import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import type { Page } from "playwright-core";
import { openApiDocument } from "../../server/api/openapi/index.ts";
import { packageRoot } from "../../server/lib/packageRoot.ts";
import { DEARCHIVE, fullMove, useApiSetup } from "../support/apiSetup.ts";
import { type OpenPage, useChromium } from "../support/chromium.ts";
import { post } from "../support/client.ts";
import { EXAMPLES, missingRequirement } from "../support/examples.ts";
import { insertLeads, leadIdsIn } from "../support/factories.ts";
import { putMixedLeads } from "../support/idempotency.ts";

describe("The API documentation", () => {
  const setup = useApiSetup();
  const browser = useChromium();
  let opened: OpenPage;
  let page: Page;

  before(async () => {
    const permissions = ["clipboard-read", "clipboard-write"];
    opened = await browser().open(`${setup().server.url}/vicidial/dearchive/docs`, { permissions });
    page = opened.page;
  });

  after(() => opened.close());

  it("lists its contents: every link leads to a heading, and every section is listed", async () => {
    const contents = page.getByRole("navigation", { name: "Contents" });
    const links = await contents
      .getByRole("link")
      .evaluateAll((all) => all.map((link) => link.getAttribute("href")?.slice(1) ?? ""));
    for (const id of links)
      expect(await page.locator(`:is(h2, h3)[id="${id}"]`).isVisible(), id).to.equal(true);
    const sections = await page.locator(".docs-body h2").evaluateAll((all) => all.map(({ id }) => id));
    expect(sections).to.have.length.greaterThan(8);
    expect(links).to.include.members(sections);
  });

  it("shows a 200 answer for each option, with the fields of a real answer", async () => {
    const { database, server, key } = setup();
    await putMixedLeads(database);
    for (const [title, prefer] of [
      ["Without options", undefined],
      ["With the outcome of each lead", "return=representation"],
      ["As a dry run", "handling=dry-run"],
      ["As a dry run with the outcome of each lead", "return=representation, handling=dry-run"],
    ] as const) {
      const answer = page.locator("#dearchiveLeads + *").locator("xpath=..").locator(".answer");
      const shown = answer.filter({ has: page.getByRole("heading", { name: title, exact: true }) });
      const body = JSON.parse((await shown.locator("code[id]").textContent()) ?? "") as object;
      const headers = { Prefer: ["handling=dry-run", prefer].filter(Boolean).join(", ") };
      const real = await post(server.url + DEARCHIVE, key, fullMove([11, 12, 13]), headers);
      const { dry_run, ...rest } = real.body as Readonly<Record<string, unknown>>;
      const fields = prefer?.includes("dry-run") ? { ...rest, dry_run } : rest;
      expect(body, title).to.have.all.keys(Object.keys(fields));
      if (prefer !== undefined) expect(await shown.textContent()).to.include(`Preference-Applied: ${prefer}`);
    }
    expect(await page.getByText("Idempotency-Replayed: true").first().isVisible()).to.equal(true);
  });

  it("explains every refusal that the OpenAPI description has for the current format", async () => {
    const document = openApiDocument({ version: "1", base: "", bodyLimitBytes: 1 });
    const responses = Object.entries(document.paths["/leads/dearchive"]?.post?.responses ?? {});
    const statuses = responses
      .filter(([, response]) => response["x-response-formats"]?.includes("current") !== false)
      .map(([status]) => status);
    const table = page.locator("section[aria-labelledby=refusals] tbody tr td:first-child");
    expect(["200", ...(await table.allTextContents())]).to.include.members(statuses);
  });

  it("names customer paths, rate-limit headers, and the meaning of every outcome in both directions", async () => {
    for (const text of ["/vicidial/leads/dearchive/{customer}", "RateLimit-Policy", "Retry-After"])
      expect(await page.getByText(text, { exact: true }).first().isVisible(), text).to.equal(true);
    const kept = page.getByRole("row", { name: /kept_not_in_target/ });
    expect(await kept.textContent()).to.match(/no copy in the live table.*no copy in the archive/s);
  });

  it("copies code with a button", async () => {
    await page.getByRole("button", { name: "Copy first request" }).click();
    expect(await page.evaluate<string>("navigator.clipboard.readText()")).to.equal(
      await page.locator("#first-curl").textContent(),
    );
  });

  it("shows one client program at a time, as it is in docs/examples", async () => {
    for (const [label, file] of [
      ["Python", "dearchive.py"],
      ["PHP", "dearchive.php"],
      ["Node", "dearchive-fetch.mjs"],
      ["curl", "curl.sh"],
    ] as const) {
      const clients = page.locator("section[aria-labelledby=clients]");
      await clients.getByRole("radio", { name: label, exact: true }).check();
      const code = clients.locator(".tab:visible code[id]");
      const source = readFileSync(join(packageRoot, "docs/examples", file), "utf8").trimEnd();
      expect(await code.allTextContents(), label).to.deep.equal([source]);
    }
    expect(opened.complaints).to.deep.equal([]);
  });

  it("shows each request in four languages at the reader's choice, and each sends it as shown", async () => {
    const { database, key } = setup();
    const request = page.locator("section[aria-labelledby=dearchiveLeads] .docs-code");
    for (const { language, file, program } of [
      { language: "Python", file: "dearchive.py", program: ["python3", "-c"] },
      { language: "PHP", file: "dearchive.php", program: ["php", "-r"] },
      { language: "Node", file: "dearchive-fetch.mjs", program: ["node", "--input-type=module", "-e"] },
      { language: "curl", file: "curl.sh", program: ["bash", "-c"] },
    ]) {
      await request.getByRole("radio", { name: language, exact: true }).check();
      const others = page.locator("section[aria-labelledby=archiveLeads] .docs-code");
      expect(await others.getByRole("radio", { name: language, exact: true }).isChecked()).to.equal(true);
      const shown = (await request.locator(".tab:visible code[id]").textContent()) ?? "";
      const ids = JSON.parse(/"lead_ids": (\[.*?\])/.exec(shown)?.[1] ?? "[]") as number[];
      for (const table of ["vicidial_list", "vicidial_list_archive"] as const)
        await database.root(table).whereIn("lead_id", ids).delete();
      await insertLeads(database, "vicidial_list_archive", ids);
      const example = EXAMPLES.find((each) => each.file === file);
      if (!example || missingRequirement(example) !== undefined) continue;
      const [command = "", ...before] = program;
      const code = shown.replace("YOUR_API_KEY", key).replace(/^<\?php\n/, "");
      const env = { PATH: process.env["PATH"], no_proxy: "127.0.0.1" };
      await promisify(execFile)(command, [...before, code], { env });
      expect(await leadIdsIn(database, "vicidial_list"), language).to.include.members(ids);
    }
  });

  it("fits a phone's screen, also with the response of a request", async () => {
    await putMixedLeads(setup().database);
    await page.setViewportSize({ width: 400, height: 800 });
    await page.getByRole("textbox", { name: "API key" }).fill(setup().key);
    await page.getByRole("textbox", { name: "Lead IDs" }).fill("11, 12, 13");
    await page.getByRole("button", { name: "Send request" }).click();
    expect(await page.getByLabel("Response", { exact: true }).textContent()).to.include("dry_run");
    expect(await page.evaluate<number>("document.documentElement.scrollWidth")).to.equal(400);
  });
});
