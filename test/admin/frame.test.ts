import { expect } from "chai";
import type { Page } from "playwright-core";
import { useAdminBrowser, useAdminSetup } from "../support/adminSetup.ts";
import { createKey, createUser } from "../support/factories.ts";
import { saveRule } from "../support/hours.ts";
import { leadResult, recordBatch } from "../support/recordBatch.ts";

const PAGES = ["", "/leads", "/runs", "/keys", "/hours", "/history", "/docs"];
const LONG = "x".repeat(200);

/** Measures the page in the browser. */
const MEASURE = `(() => {
  const center = (element) => { const box = element.getBoundingClientRect(); return box.y + box.height / 2; };
  const texts = [...document.querySelectorAll("body *")].filter((element) =>
    [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== ""));
  return {
    title: center(document.querySelector("h1")),
    tabs: [...document.querySelectorAll(".sections nav a")].map((tab) => Math.round(tab.getBoundingClientRect().x)),
    sizes: new Set(texts.map((element) => getComputedStyle(element).fontSize)).size,
    small: [...document.querySelectorAll("main :is(th, td, .card-head) > a, main summary")]
      .map((element) => [element.textContent.trim(), element.getBoundingClientRect()])
      .filter(([, { width, height }]) => width > 0 && (width < 24 || height < 24))
      .map(([text]) => text),
    overflow: document.documentElement.scrollWidth - innerWidth,
  };
})()`;

interface Measures {
  readonly title: number;
  readonly tabs: readonly number[];
  readonly sizes: number;
  /** Links of tables and summaries that are too small for a finger: WCAG 2.2, 2.5.8. */
  readonly small: readonly string[];
  readonly overflow: number;
}

describe("The frame of the pages", () => {
  const setup = useAdminSetup();
  const browser = useAdminBrowser();

  before(async () => {
    const { database } = setup();
    await createUser(database);
    await createKey(database, { label: "CRM", rateLimit: 60 });
    await saveRule(database, "mon-fri 09:00-17:00");
    await recordBatch(database.root, { leads: [leadResult("moved", 1), leadResult("kept_differs", 2)] });
  });

  async function withPage(width: number, look: (page: Page) => Promise<void>): Promise<void> {
    const { page, complaints, close } = await browser().open(setup().url, "boss", {
      viewport: { width, height: 800 },
    });
    await look(page);
    await close();
    // The long filter is refused on purpose.
    expect(complaints.filter((text) => !text.includes("422"))).to.deep.equal([]);
  }

  it("keeps titles and tabs in place from page to page, and uses few sizes of text", () =>
    withPage(1280, async (page) => {
      const all: Measures[] = [];
      for (const path of PAGES) {
        await page.goto(setup().url + path);
        all.push(await page.evaluate<Measures>(MEASURE));
      }
      const [first] = all;
      for (const [index, { title, tabs, sizes }] of all.entries()) {
        expect(title, `title of ${PAGES[index]}`).to.be.closeTo(first?.title ?? 0, 1);
        expect(tabs, `tabs of ${PAGES[index]}`).to.deep.equal(first?.tabs);
        expect(sizes, `sizes of ${PAGES[index]}`).to.be.at.most(7);
      }
    }));

  for (const width of [1024, 400])
    it(`fits every page into ${width} pixels, with links and summaries that a finger can hit`, () =>
      withPage(width, async (page) => {
        for (const path of [...PAGES, "/keys/new", "/hours/new", `/history?key=${LONG}`]) {
          await page.goto(setup().url + path);
          const { overflow, small } = await page.evaluate<Measures>(MEASURE);
          expect([overflow, small], path).to.deep.equal([0, []]);
        }
      }));

  it("leaves menus and buttons out on paper, and prints the whole page", () =>
    withPage(1280, async (page) => {
      await page.goto(`${setup().url}/history`);
      await page.emulateMedia({ media: "print" });
      for (const part of [".menu", ".top", ".sections", ".foot", ".ask"])
        expect(await page.locator(part).first().isVisible(), part).to.equal(false);
      expect(await page.locator("main table").first().isVisible()).to.equal(true);
      expect((await page.locator("main").boundingBox())?.width).to.equal(1280);
    }));
});
