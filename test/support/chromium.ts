import { expect } from "chai";
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from "playwright-core";
import { ensureInstalled, findProgram } from "../../demo/debianPackages.ts";

/** No sandbox, since tests run as root in containers, and no requests to anything but the page's own server. */
const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** For a page and for each action on it. Generous for busy machines. */
const PAGE_TIMEOUT_MS = 90_000;

/** A page with the problems that the browser reported: script errors, console errors, policy violations. */
export interface OpenPage {
  readonly page: Page;
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

/** Chromium without its window. It uses a third of the CPU time, most of which each new session costs. */
const SHELL = "chromium-headless-shell";
const say = (line: string): boolean => process.stderr.write(`${line}\n`);

/** Returns the path of Chromium's headless shell. Installs it if it is missing. */
export function ensureHeadlessShell(): string {
  return ensureInstalled({ name: SHELL, packages: [SHELL], find: () => findProgram([SHELL]) }, say);
}

/** Returns the path of the browser: the headless shell, or else any Chromium. Installs the shell if there is none. */
function ensureChromium(): string {
  return findProgram([SHELL, "chromium", "chromium-browser", "google-chrome"]) ?? ensureHeadlessShell();
}

let shared: Promise<Browser> | undefined;

/** Returns the browser that all test files of this process share. It ends with the process. */
function sharedBrowser(): Promise<Browser> {
  shared ??= chromium.launch({ executablePath: ensureChromium(), args: ARGUMENTS });
  return shared;
}

/** Provides a browser for a `describe`. Each page opens in a new session without cookies. */
export function useChromium(): () => {
  open(url: string, options?: BrowserContextOptions): Promise<OpenPage>;
} {
  let browser: Browser | undefined;
  const opened: BrowserContext[] = [];

  before(async () => {
    browser = await sharedBrowser();
  });

  after(async () => {
    for (const context of opened.splice(0)) await context.close();
  });

  return () => ({
    async open(url, options = {}) {
      const context = await (
        browser ?? expect.fail("the browser exists once the first test starts")
      ).newContext(options);
      opened.push(context);
      context.setDefaultTimeout(PAGE_TIMEOUT_MS);
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
