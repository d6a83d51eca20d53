import { expect } from "chai";
import fc from "fast-check";
import {
  EMPTY_WEEK,
  type TimeWindow,
  WEEKDAYS,
  type WeeklyWindows,
} from "../../server/hours/officeHoursRule.ts";
import { formatWindows, HoursTextError, parseWindows } from "../../server/hours/weeklyText.ts";
import { dayWindows, week } from "../support/arbitraryHours.ts";
import { loadWeekText, type WeekText } from "../support/weekText.ts";

const DAY = 1440;

/** Returns the filled minutes of the week, starting on Monday. Minutes past Sunday wrap around to Monday. */
function minutesOf(windows: WeeklyWindows): ReadonlySet<number> {
  const filled = new Set<number>();
  WEEKDAYS.forEach((day, index) => {
    for (const { start, end } of windows[day])
      for (let at = start; at < end; at += 1) filled.add((index * DAY + at) % (7 * DAY));
  });
  return filled;
}

function readByServer(text: string): readonly TimeWindow[] | null {
  try {
    return text.trim() === "" ? [] : parseWindows(text);
  } catch (error) {
    if (error instanceof HoursTextError) return null;
    throw error;
  }
}

describe("A week drawn in the browser", () => {
  let browser: WeekText;

  before(async () => {
    browser = await loadWeekText();
  });

  const text = fc.oneof(
    dayWindows.map(formatWindows),
    fc.constantFrom("", " closed ", "All Day", "allday", "24h", "0:00-24:00", "24:00-01:00", "9:00-9:00"),
    fc.stringMatching(/^[0-2]?\d:[0-7]\d ?- ?[0-2]\d:[0-7]\d( ?, ?\d\d:\d\d-\d\d:\d\d)?$/),
    fc.string({ maxLength: 12 }),
  );

  it("parses any text for a day as the server does", () => {
    fc.assert(
      fc.property(text, (written) => {
        expect(browser.parseWindows(written)).to.deep.equal(readByServer(written));
      }),
      { numRuns: 500 },
    );
  });

  it("fills and clears exactly the drawn minutes, and produces text that the server parses as the same week", () => {
    const strokes = fc.array(
      fc.record({
        day: fc.constantFrom(...WEEKDAYS),
        cells: fc.tuple(fc.nat(47), fc.nat(47)),
        on: fc.boolean(),
      }),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(week, strokes, (before, drawn) => {
        const wanted = new Set(minutesOf(before));
        let after = before;
        for (const { day, cells, on } of drawn) {
          const [from, to] = [Math.min(...cells) * 30, (Math.max(...cells) + 1) * 30];
          after = browser.paint(after, day, from, to, on);
          const stroke = minutesOf({ ...EMPTY_WEEK, [day]: [{ start: from, end: to }] });
          for (const minute of stroke) {
            if (on) wanted.add(minute);
            else wanted.delete(minute);
          }
        }
        const written = Object.fromEntries(
          WEEKDAYS.map((day) => [day, readByServer(browser.formatWindows(after[day]))]),
        ) as unknown as WeeklyWindows;
        expect([...minutesOf(written)].sort()).to.deep.equal([...wanted].sort());
      }),
      {
        numRuns: 60,
        examples: [
          // When the evening part of a night is cleared, the rest belongs to the next day.
          [{ ...EMPTY_WEEK, fri: [{ start: 227, end: 1441 }] }, [{ day: "fri", cells: [0, 47], on: false }]],
          // A window from 00:30 to 00:30 cannot be written as text.
          [{ ...EMPTY_WEEK, fri: [{ start: 1230, end: 1470 }] }, [{ day: "fri", cells: [1, 40], on: true }]],
          // A night that grows to a whole day moves the start of the next window.
          [
            { ...EMPTY_WEEK, sat: [{ start: 360, end: 1606 }], sun: [{ start: 166, end: 1441 }] },
            [{ day: "sat", cells: [0, 11], on: true }],
          ],
        ],
      },
    );
  });
});
