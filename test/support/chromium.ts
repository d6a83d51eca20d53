import { expect } from "chai";
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from "playwright-core";
import { ensureInstalled, findProgram } from "../../demo/debianPackages.ts";

/** No sandbox, for tests run as root in containers; and nothing that calls anybody but the page's own server. */
const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const START_TIMEOUT_MS = 120_000;

/** A page, with everything that its browser complained of: errors of scripts, of the console, of the policy. */
export interface OpenPage {
  readonly page: Page;
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

/** Finds the browser, or installs it. */
export function ensureChromium(): string {
  return ensureInstalled(
    {
      name: "A browser",
      packages: ["chromium"],
      find: () => findProgram(["chromium", "chromium-browser", "google-chrome"]),
    },
    (line) => process.stderr.write(`${line}\n`),
  );
}

let shared: Promise<Browser> | undefined;

/** Starts one browser for all files of this process. It ends with the process. */
function sharedBrowser(): Promise<Browser> {
  shared ??= chromium.launch({ executablePath: ensureChromium(), args: ARGUMENTS });
  return shared;
}

/** A browser for a `describe`. Each page is opened in a session of its own, as if nobody had been there before. */
export function useChromium(): () => {
  open(url: string, options?: BrowserContextOptions): Promise<OpenPage>;
} {
  let browser: Browser | undefined;
  const opened: BrowserContext[] = [];

  before(async function () {
    this.timeout(START_TIMEOUT_MS);
    browser = await sharedBrowser();
  });

  after(async () => {
    for (const context of opened.splice(0)) await context.close();
  });

  return () => ({
    async open(url, options = {}) {
      const context = await (
        browser ?? expect.fail("the browser is started before the first test")
      ).newContext(options);
      opened.push(context);
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on("pageerror", (error) => complaints.push(error.message));
      page.on("console", (message) => {
        if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
      });
      await page.goto(url);
      return { page, complaints, close: () => context.close() };
    },
  });
}
