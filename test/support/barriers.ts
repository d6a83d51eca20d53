import { expect } from "chai";
import type { BrowserContextOptions, Page } from "playwright-core";
import { type AdminSetup, useAdminBrowser, useAdminSetup } from "./adminSetup.ts";
import { brokenRules } from "./axe.ts";
import type { OpenPage } from "./chromium.ts";

/** A state of a page. */
export interface PageState {
  readonly path: string;
  /** Text that proves that the page is in this state. */
  readonly sees: string | RegExp;
  /** Brings the page into the state. */
  readonly act?: () => Promise<void>;
  /** Whether to check long drop-down lists, such as all time zones, in full: axe takes as long for them as for the page. */
  readonly everyOption?: boolean;
}

/** Opens all sections. */
const OPEN_SECTIONS = "for (const each of document.querySelectorAll('main details')) each.open = true;";
/** Leaves 20 options in each drop-down list. */
const SHORTEN_LISTS = `
for (const list of document.querySelectorAll("select"))
  for (const option of [...list.options].slice(20)) if (!option.selected) option.remove();
for (const group of document.querySelectorAll("optgroup")) if (!group.firstElementChild) group.remove();`;

const WIDTHS = [1280, 400] as const;

/** Returns the rules that the page breaks, wide and narrow, with all its sections open. */
async function barriersOf(page: Page, { path, sees, everyOption }: PageState): Promise<readonly string[]> {
  await page.locator("main").getByText(sees).first().waitFor({ state: "attached" });
  await page.evaluate(everyOption ? OPEN_SECTIONS : OPEN_SECTIONS + SHORTEN_LISTS);
  const found: string[] = [];
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    for (const rule of await brokenRules(page)) found.push(`${path} (${sees}), ${width} px: ${rule}`);
  }
  return found;
}

/** The pages of a filled database, for their check by axe. */
export interface BarrierCheck {
  readonly setup: AdminSetup;
  /** The page of `boss`, who has all rights. */
  readonly page: Page;
  /** Opens a page in a session of its own. */
  open(user: string, options?: BrowserContextOptions, url?: string): Promise<Page>;
  /** Presses the first button with this name. */
  press(name: string | RegExp): Promise<void>;
  /** Fills the first field with this label. */
  fill(label: string | RegExp, text: string): Promise<void>;
  /** Brings a page into each state and expects that axe finds nothing, wide and narrow. */
  expectNoBarriers(states: readonly PageState[], on?: Page, url?: string): Promise<void>;
}

/**
 * Creates a database, a server and a browser for a `describe`. Returns a getter for use inside tests.
 *
 * @param fillDatabase creates what the pages show
 */
export function useBarrierCheck(
  fillDatabase: (setup: AdminSetup) => Promise<void> = async () => undefined,
): () => BarrierCheck {
  const setup = useAdminSetup();
  const browser = useAdminBrowser();
  const opened: OpenPage[] = [];
  let page: Page;

  before(async () => {
    await fillDatabase(setup());
    page = await open("boss");
  });

  after(() => Promise.all(opened.map(({ close }) => close())));

  async function open(user: string, options: BrowserContextOptions = {}, url = setup().url): Promise<Page> {
    const one = await browser().open(url, user, options);
    opened.push(one);
    return one.page;
  }

  return () => ({
    setup: setup(),
    page,
    open,
    press: (name) => page.getByRole("button", { name }).first().click(),
    fill: (label, text) => page.getByLabel(label).first().fill(text),
    async expectNoBarriers(states, on = page, url = setup().url) {
      const found: string[] = [];
      for (const state of states) {
        await on.setViewportSize({ width: WIDTHS[0], height: 900 });
        await on.goto(url + state.path);
        await state.act?.();
        found.push(...(await barriersOf(on, state)));
      }
      expect(found.join("\n")).to.equal("");
    },
  });
}
