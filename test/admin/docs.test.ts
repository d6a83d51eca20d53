import { expect } from "chai";
import type { Page } from "playwright-core";
import { makeApiKey } from "../../server/keys/apiKey.ts";
import { leavingLeadsUntouched, useApiSetup } from "../support/apiSetup.ts";
import { type OpenPage, useChromium } from "../support/chromium.ts";
import { startServer, type TestServer } from "../support/client.ts";
import { leadIdsIn } from "../support/factories.ts";
import { putMixedLeads } from "../support/idempotency.ts";
import { startMounted } from "../support/mountedServer.ts";

const PLACES = {
  "run alone": startServer,
  "mounted below a prefix": (database: Parameters<typeof startMounted>[0]) =>
    startMounted(database, "/call/centre"),
} as const;

/** The browser's console message for a refused request. */
function noteOf(status: number): string {
  return `Failed to load resource: the server responded with a status of ${status}`;
}

for (const [place, start] of Object.entries(PLACES)) {
  describe(`The API documentation page, ${place}`, () => {
    const setup = useApiSetup();
    const browser = useChromium();
    let server: TestServer;
    let opened: OpenPage;
    let page: Page;

    before(async () => {
      server = await start(setup().database);
    });

    after(() => server.close());

    beforeEach(async () => {
      opened = await browser().open(`${server.url}/vicidial/dearchive/docs`);
      page = opened.page;
    });

    afterEach(() => opened.close());

    async function type(key: string, ids: string): Promise<void> {
      await page.getByLabel("API key").fill(key);
      await page.getByLabel("Lead IDs").fill(ids);
    }

    /** Presses the button, and returns the displayed response. */
    async function sendForm(): Promise<{ heading: string; text: string }> {
      const arrived = page.waitForResponse((response) => response.request().method() === "POST");
      await page.getByRole("button", { name: "Send request" }).click();
      const id = (await (await arrived).headerValue("X-Request-Id")) ?? "";
      const answer = page.locator("[data-answer]");
      const heading = answer.locator("p").filter({ hasText: id });
      return {
        heading: (await heading.textContent()) ?? "",
        text: (await answer.locator("pre").textContent()) ?? "",
      };
    }

    it("previews a move without changing anything, and moves the leads once the dry run is unticked", async () => {
      const { database, key } = setup();
      await putMixedLeads(database);
      await type(key, "11, 12\n13");
      const foreseen = await leavingLeadsUntouched(setup(), sendForm);
      expect(foreseen.heading).to.match(/^Status 200, .*nothing was changed/);
      const outcomes = [
        { lead_id: 11, outcome: "moved" },
        { lead_id: 12, outcome: "deleted" },
        { lead_id: 13, outcome: "kept_differs", columns: ["last_name", "rank"] },
      ];
      expect(JSON.parse(foreseen.text)).to.deep.include({ dry_run: true, results: outcomes });

      await page.getByRole("checkbox", { name: "dry run" }).uncheck();
      const moved = await sendForm();
      expect(moved.heading).to.match(/^Status 200, request ID \S+$/);
      expect(JSON.parse(moved.text)).to.deep.include({ insert_count: 1, delete_count: 2, results: outcomes });
      expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal([11, 12, 13]);
      expect(await leadIdsIn(database, "vicidial_list_archive")).to.deep.equal([13]);
      expect(opened.complaints).to.deep.equal([]);
    });

    it("shows update_leads only when leads are to be archived", async () => {
      const { database, key } = setup();
      await putMixedLeads(database);
      const update = page.getByLabel("update_leads");
      expect(await update.isVisible()).to.equal(false);
      await page.getByRole("combobox").selectOption("archive");
      await update.check();
      await page.getByRole("checkbox", { name: "dry run" }).uncheck();
      await type(key, "13");
      expect(JSON.parse((await sendForm()).text)).to.include({ update_count: 1, delete_count: 1 });
      expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal([12]);
      expect(opened.complaints).to.deep.equal([]);
    });

    it("shows the error for a wrong key", async () => {
      await type(makeApiKey(), "1");
      const { heading, text } = await leavingLeadsUntouched(setup(), sendForm);
      expect(heading).to.match(/^Status 401, /);
      expect(JSON.parse(text)).to.deep.equal({ message: "unable to validate api user" });
      expect(opened.complaints.filter((complaint) => !complaint.startsWith(noteOf(401)))).to.deep.equal([]);
    });

    it("shows typed scripts as text without running them", async () => {
      const typed = '<img/src=x/onerror="document.title=`run`"><script>document.title=`run`</script>';
      await type(setup().key, typed);
      const { heading, text } = await sendForm();
      expect(heading).to.match(/^Status 400, /);
      expect((JSON.parse(text) as { lead_ids: unknown }).lead_ids).to.deep.equal([typed]);
      expect(await page.locator("[data-answer] img, [data-answer] script").count()).to.equal(0);
      expect(await page.title()).to.not.equal("run");
      expect(opened.complaints.filter((complaint) => !complaint.startsWith(noteOf(400)))).to.deep.equal([]);
    });

    it("sends nothing until a key and ids are entered", async () => {
      let sent = 0;
      page.on("request", (request) => {
        if (request.method() === "POST") sent += 1;
      });
      await page.getByRole("button", { name: "Send request" }).click();
      await type("", "1");
      await page.getByRole("button", { name: "Send request" }).click();
      expect(sent).to.equal(0);
    });

    it("links to the OpenAPI description below its own address", async () => {
      await page.getByRole("link", { name: "openapi.json" }).click();
      await page.waitForURL(`${server.url}/vicidial/dearchive/openapi.json`);
    });

    it("shows how to make a first request without signing in", async () => {
      expect(await page.locator("#first-curl").innerText()).to.include(
        `curl ${server.url}/vicidial/leads/dearchive`,
      );
      expect(await page.getByRole("link", { name: "API keys" }).getAttribute("href")).to.equal(
        `${new URL(server.url).pathname.replace(/\/$/, "")}/vicidial/dearchive/keys`,
      );
      expect(await page.getByRole("navigation", { name: "Vicidial" }).count()).to.equal(0);
    });

    it("is readable without JavaScript, and explains what does not work without it", async () => {
      const plain = await browser().open(page.url(), { javaScriptEnabled: false });
      try {
        for (const text of ["Restore leads from the archive", "unable to validate api user", "kept_differs"])
          expect(await plain.page.getByText(text).first().isVisible(), text).to.equal(true);
        expect(await plain.page.locator("noscript p").isVisible()).to.equal(true);
        expect(await plain.page.getByLabel("API key").isVisible()).to.equal(false);
        expect(await plain.page.getByRole("button", { name: /^Copy/ }).count()).to.equal(0);
        const clients = plain.page.getByRole("region", { name: "Client code" });
        await clients.getByRole("radio", { name: "PHP" }).check();
        expect(await clients.getByText("curl_init(").first().isVisible()).to.equal(true);
        expect(plain.complaints).to.deep.equal([]);
      } finally {
        await plain.close();
      }
    });
  });
}
