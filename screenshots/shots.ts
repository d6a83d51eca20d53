import type { Page } from "playwright-core";
import { SHOWN_BATCH } from "./fixtures/calls.ts";
import { SHOWN_RUNS } from "./fixtures/runs.ts";
import { ADMIN, STORIED_LEAD } from "./fixtures/vicidial.ts";

/** One screenshot. */
export interface Shot {
  /** File name without the ending. */
  readonly name: string;
  /** Path below /vicidial/dearchive. */
  readonly path: string;
  /** The signed-in user. */
  readonly user: string;
  readonly width: number;
  /** Height limit in pixels; shorter pages are shown whole. */
  readonly height: number;
  /** Selector of the only element to show; the whole page when left out. */
  readonly part?: string;
  /** Prepares the page, for example by opening a section. */
  readonly act?: (page: Page) => Promise<void>;
}

const WIDE = { user: ADMIN, width: 1280, height: 1400 };

async function sendHalfFilledKey(page: Page): Promise<void> {
  await page.getByLabel("Vicidial user").fill("partner");
  await page.getByLabel("Leads per request").fill("50000");
  await page.getByLabel("Allowed addresses").fill("203.0.113.0/24\n198.51.100.300");
  await page.getByRole("button", { name: "Create key" }).click();
}

/** Replaces the real key, which is random, by one that is neither real nor random. */
const SHOWN_KEY = "vda_Q7mV2xaTn0RkPz5sJd8LwYb3HcE6uGf4F1NWqM";

async function makeKey(page: Page): Promise<void> {
  await page.getByLabel("Label").fill("Website forms");
  await page.getByLabel("Vicidial user").fill("crm");
  await page.getByRole("button", { name: "Create key" }).click();
  await page.locator("[data-secret]").first().waitFor();
  for (const secret of await page.locator("[data-secret]").all())
    await secret.evaluate((element, shown) => {
      element.textContent = (element.textContent ?? "").replace(/vda_[0-9A-Za-z]{38}/, shown);
    }, SHOWN_KEY);
}

async function previewChange(page: Page): Promise<void> {
  await page.locator("[name=week_sat]").fill("");
  await page.locator("[name=week_fri]").fill("08:30-12:00,13:00-19:00");
  await page.getByRole("button", { name: "Preview rule" }).click();
  await page.waitForURL(/preview/);
}

async function uploadNonsense(page: Page): Promise<void> {
  await page.getByLabel("Or paste lead ids").fill("Ann, Bob and the others");
  await page.getByRole("button", { name: "Check list" }).click();
  await page.waitForURL(/list\/[0-9a-f]+$/);
}

async function openExamples(page: Page): Promise<void> {
  await page.locator(".warnings summary").first().click();
  await page.locator(".sides-of summary").first().click();
}

async function fillChanges(page: Page): Promise<void> {
  await page.getByText("Change the restored leads").click();
  await page.getByLabel("Move to list").fill("1002");
  await page.getByLabel("Set status").fill("NEW");
  await page.getByLabel("Can be dialed again").check();
  await page.locator('[data-part="changes"]:visible').waitFor();
}

/** All screenshots, in the order of the pages. */
export const SHOTS: readonly Shot[] = [
  { name: "overview", path: "", ...WIDE },
  { name: "overview-narrow", path: "", ...WIDE, width: 400, height: 1600 },
  { name: "keys", path: "/keys?show=all", ...WIDE },
  { name: "key-errors", path: "/keys/new", ...WIDE, height: 1000, act: sendHalfFilledKey },
  { name: "key-requests", path: "/keys/requests", ...WIDE, height: 1000 },
  { name: "key-revoke", path: "/keys/7/revoke", ...WIDE },
  { name: "hours", path: "/hours", ...WIDE },
  { name: "hours-form", path: "/hours/1", ...WIDE, height: 1750 },
  { name: "hours-preview", path: "/hours/1", ...WIDE, act: previewChange },
  { name: "hours-try", path: "/hours?at=2026-11-28T11:30&zone=Europe/Amsterdam", ...WIDE, part: "#try" },
  { name: "history", path: "/history", ...WIDE, height: 1000 },
  { name: "batch", path: `/history/${SHOWN_BATCH}`, ...WIDE, height: 1000 },
  { name: "lead", path: `/history/lead?lead_id=${STORIED_LEAD}`, ...WIDE },
  { name: "both", path: "/history/both?copies=differ", ...WIDE, height: 1000 },
  { name: "both-all", path: "/history/both/all?copies=differ", ...WIDE },
  { name: "find", path: "/leads?list=1001&status=NEW,+CALLBK,+NA", ...WIDE, height: 1000 },
  { name: "find-live", path: "/leads?in=live", ...WIDE, height: 1100 },
  { name: "find-errors", path: "/leads", ...WIDE, act: uploadNonsense },
  { name: "runs", path: "/runs", ...WIDE },
  { name: "run-ready", path: `/runs/${SHOWN_RUNS.ready}`, ...WIDE, height: 1750, act: openExamples },
  { name: "run-ready-narrow", path: `/runs/${SHOWN_RUNS.ready}`, ...WIDE, width: 400, height: 1800 },
  { name: "run-archive", path: `/runs/${SHOWN_RUNS.archive}`, ...WIDE, height: 1500 },
  {
    name: "run-changes",
    path: `/runs/${SHOWN_RUNS.ready}`,
    ...WIDE,
    part: "section.form",
    act: fillChanges,
  },
  { name: "run-running", path: `/runs/${SHOWN_RUNS.running}`, ...WIDE },
  { name: "run-done", path: `/runs/${SHOWN_RUNS.done}`, ...WIDE, height: 1200 },
  { name: "run-undo", path: `/runs/${SHOWN_RUNS.undo}`, ...WIDE },
  { name: "plans", path: "/plans", ...WIDE },
  { name: "plan", path: "/plans/1", ...WIDE },
  { name: "plan-form", path: "/plans/1/edit", ...WIDE, height: 2200 },
  { name: "webhooks", path: "/webhooks", ...WIDE },
  { name: "webhook", path: "/webhooks/1", ...WIDE },
  { name: "docs", path: "/docs", ...WIDE },
  // Last, because the key that it creates must not appear in other pictures.
  { name: "key-made", path: "/keys/new", ...WIDE, act: makeKey },
];
