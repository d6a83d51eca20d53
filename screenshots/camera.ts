import { writeFileSync } from "node:fs";
import { chromium, type Page } from "playwright-core";
import sharp from "sharp";
import { ensureInstalled, findProgram } from "../demo/debianPackages.ts";
import { say } from "../server/cli/output.ts";
import type { Scene } from "./fixtures/index.ts";
import { NOW, ZONE } from "./fixtures/time.ts";
import type { Shot } from "./shots.ts";

/** Origin in the address bar: the same in every run, whatever port is used. */
const ORIGIN = "http://vicidial.example";
const PAGES = `${ORIGIN}/vicidial/dearchive`;
/** Client address, as a proxy would pass it on. */
const OFFICE = "203.0.113.44";
const MAX_BYTES = 150_000;

const argumentsFor = ({ port }: Scene) => [
  "--no-sandbox",
  "--disable-gpu",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--hide-scrollbars",
  "--force-color-profile=srgb",
  `--host-resolver-rules=MAP vicidial.example:80 127.0.0.1:${port}, MAP * ~NOTFOUND`,
];

/** A palette makes a page's picture about half as large. Without dithering, areas stay even. */
const PALETTE = { palette: true, quality: 90, effort: 10, dither: 0 } as const;
const STILL = { animations: "disabled", caret: "hide" } as const;

/** Takes the selected element, or the page up to the height limit. */
async function photograph(page: Page, { width, height, part }: Shot): Promise<Buffer> {
  if (part !== undefined) return page.locator(part).screenshot(STILL);
  const whole = await page.locator("html").boundingBox();
  const clip = { x: 0, y: 0, width, height: Math.min(whole?.height ?? height, height) };
  return page.screenshot({ ...STILL, fullPage: true, clip });
}

/** Opens a browser that takes pictures of a scene. The caller closes it. */
export async function openCamera(scene: Scene) {
  const executablePath = ensureInstalled(
    {
      name: "A browser",
      packages: ["chromium"],
      find: () => findProgram(["chromium", "chromium-browser", "google-chrome"]),
    },
    say,
  );
  const browser = await chromium.launch({ executablePath, args: argumentsFor(scene) });

  return {
    /**
     * Takes one picture.
     *
     * @throws Error when the page fails to load, or the picture is too large for the repository
     */
    async take(shot: Shot, file: string): Promise<void> {
      const context = await browser.newContext({
        viewport: { width: shot.width, height: 900 },
        locale: "en-GB",
        timezoneId: ZONE,
        reducedMotion: "reduce",
        extraHTTPHeaders: { "X-Forwarded-For": OFFICE },
        httpCredentials: { username: shot.user, password: scene.password },
      });
      try {
        await context.clock.setFixedTime(NOW);
        const page = await context.newPage();
        // Signs in first: pages without sign-in also show the user then.
        await page.goto(PAGES);
        const answer = await page.goto(PAGES + shot.path);
        if (!answer?.ok()) throw new Error(`${shot.path} was answered ${answer?.status()}`);
        await shot.act?.(page);
        const picture = await sharp(await photograph(page, shot))
          .png(PALETTE)
          .toBuffer();
        if (picture.length > MAX_BYTES)
          throw new Error(`the picture has ${picture.length} bytes: show less of the page`);
        writeFileSync(file, picture);
      } finally {
        await context.close();
      }
    },
    close: () => browser.close(),
  };
}
