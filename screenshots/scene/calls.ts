import type { KeyName } from "./keys.ts";
import { at, weekdayOf } from "./time.ts";
import { STORIED_LEAD } from "./vicidial.ts";

/** Three weeks of API requests of a call centre, without chance: every run makes the same ones. */

export interface SceneCall {
  readonly at: Date;
  readonly key: KeyName;
  readonly leads: readonly number[];
  /** Restores leads when left out. */
  readonly direction?: "archive";
  /** All steps when left out. */
  readonly flags?: Readonly<Record<string, boolean>>;
  /** How it ended, unless it went as usual. `by_hand` needed no key. */
  readonly ending?: "by_hand" | "failed" | "open";
}

/** Archived leads of the demo's Vicidial, and as many live ones. */
export const LEADS = 12_000;
/** Leads below this id belong to the requests that are listed one by one. */
const FIRST_DRAWN = 1300;
const FIRST_DAY = -20;

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => from + n);

/** Hands out leads that no request has named yet. */
function drawer() {
  let next = FIRST_DRAWN;
  return (count: number): readonly number[] => {
    const from = next;
    next += count;
    return range(from, next - 1);
  };
}

/** A number from 0 to `below` - 1 that looks random and depends only on its arguments. */
function scatter(below: number, ...of: readonly number[]): number {
  const mixed = of.reduce((hash, one) => Math.imul(hash ^ (one + 977), 2654435761) >>> 7, 40503);
  return mixed % below;
}

const timeOf = (hour: number, minute: number, second: number) =>
  [hour, minute, second].map((part) => String(part).padStart(2, "0")).join(":");

/** The same requests every day: lists at night, single leads in the evening. */
function everyday(day: number, draw: ReturnType<typeof drawer>): readonly SceneCall[] {
  const weekday = weekdayOf(day);
  const isWeekend = weekday === 0 || weekday === 6;
  const nights = weekday === 0 ? 0 : 1 + scatter(2, day, 1);
  const evenings = day === 0 ? 0 : isWeekend ? scatter(2, day, 2) : 2 + scatter(4, day, 3);
  return [
    ...range(1, nights).map((n) => ({
      at: at(day, timeOf(2, 10 + n, scatter(60, day, n))),
      key: "nightly" as const,
      leads: draw(90 + scatter(160, day, n, 4)),
    })),
    ...range(1, evenings).map((n) => ({
      at: at(day, timeOf(17 + n, 31 + scatter(28, day, n, 5), scatter(60, day, n, 6))),
      key: day < -1 ? ("crmOld" as const) : ("crm" as const),
      leads: draw(8 + scatter(50, day, n, 7)),
    })),
  ];
}

/** The batch with a picture of its own: most leads move, some are kept, one was already live. */
const SHOWN_CALL: SceneCall = {
  at: at(0, "18:05:12"),
  key: "crm",
  leads: [1168, ...range(1172, 1188), STORIED_LEAD, ...range(1209, 1217), 1233],
};

/** Requests that happen once. */
const oddCalls = (draw: ReturnType<typeof drawer>): readonly SceneCall[] => [
  {
    at: at(-16, "19:30:20"),
    key: "scripts",
    leads: draw(24),
    flags: { insert_leads: false, delete_leads: true },
  },
  {
    at: at(-12, "18:20:13"),
    key: "partner",
    leads: draw(40),
    flags: { insert_leads: true, delete_leads: false },
  },
  {
    at: at(-10, "20:15:00"),
    key: "nightly",
    leads: range(LEADS + 101, LEADS + 220),
    direction: "archive",
  },
  { at: at(-6, "18:02:44"), key: "crmOld", leads: range(1196, 1206) },
  { at: at(-5, "01:03:12"), key: "nightly", leads: draw(250), ending: "failed" },
  {
    at: at(-3, "19:30:08"),
    key: "scripts",
    leads: draw(30),
    flags: { insert_leads: false, delete_leads: false },
  },
  { at: at(-2, "19:30:02"), key: "scripts", leads: draw(36) },
  { at: at(-1, "18:12:31"), key: "crm", leads: draw(3), ending: "by_hand" },
  { at: at(-1, "20:46:10"), key: "crmOld", leads: draw(12) },
  SHOWN_CALL,
  { at: at(0, "18:41:07"), key: "crm", leads: draw(31) },
  { at: at(0, "18:41:52"), key: "nightly", leads: draw(480), ending: "open" },
];

function allCalls(): readonly SceneCall[] {
  const draw = drawer();
  const usual = range(FIRST_DAY, 0).flatMap((day) => everyday(day, draw));
  return [...usual, ...oddCalls(draw)].sort((a, b) => a.at.getTime() - b.at.getTime());
}

/** All requests in the order of their batch numbers. */
export const CALLS = allCalls();
export const SHOWN_BATCH = CALLS.indexOf(SHOWN_CALL) + 1;
