import { writeFileSync } from "node:fs";
import { chromium, type Page } from "playwright-core";
import sharp from "sharp";
import { ensureInstalled, findProgram } from "../server/cli/demo/debianPackages.ts";
import { say } from "../server/cli/output.ts";
import type { Scene } from "./scene/scene.ts";
import { NOW, ZONE } from "./scene/time.ts";
import type { Shot } from "./shots.ts";

/** Where the pages seem to be: the same in every run, whatever port was free. */
const ORIGIN = "http://vicidial.example";
const PAGES = `${ORIGIN}/vicidial/dearchive`;
/** An office's address, as the proxy before the plugin tells it. */
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

/** The part that is wanted; else the whole page, or its upper part where it is longer than that. */
async function photograph(page: Page, { width, height, part }: Shot): Promise<Buffer> {
  if (part !== undefined) return page.locator(part).screenshot(STILL);
  const whole = await page.locator("html").boundingBox();
  const clip = { x: 0, y: 0, width, height: Math.min(whole?.height ?? height, height) };
  return page.screenshot({ ...STILL, fullPage: true, clip });
}

/** A browser that takes pictures of a scene. Whoever opens it closes it. */
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
     * @throws Error where the page is not as it should be, or the picture is too large to be kept
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
        // Whoever comes from there is signed in on every page, also on those that ask nobody to sign in.
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
