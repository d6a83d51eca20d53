import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { TimeWindow, Weekday, WeeklyWindows } from "../../server/hours/officeHoursRule.ts";
import { packageRoot } from "../../server/lib/packageRoot.ts";

/** The browser's functions that parse, format and paint weekly hours. */
export interface WeekText {
  parseWindows(text: string): TimeWindow[] | null;
  formatWindows(windows: readonly TimeWindow[]): string;
  paint(week: WeeklyWindows, day: Weekday, from: number, to: number, on: boolean): WeeklyWindows;
}

/** Loads the script that the pages send to browsers. */
export async function loadWeekText(): Promise<WeekText> {
  return import(pathToFileURL(join(packageRoot, "views", "static", "weekText.js")).href);
}
