import { expect } from "chai";
import fc from "fast-check";
import { parseException } from "../../server/hours/datePeriods.ts";
import { WEEKDAYS } from "../../server/hours/officeHoursRule.ts";
import {
  formatWeekly,
  formatWindows,
  parseDate,
  parseWeekly,
  parseWindows,
} from "../../server/hours/weeklyText.ts";
import { dayWindows, week } from "../support/arbitraryHours.ts";

const MORNING = { start: 480, end: 720 };
const AFTERNOON = { start: 780, end: 1020 };
const WHOLE_DAY = { start: 0, end: 1440 };

/** Returns the days with hours in a text. */
function daysIn(text: string): readonly string[] {
  const weekly = parseWeekly(text);
  return WEEKDAYS.filter((day) => weekly[day].length > 0);
}

describe("A weekly schedule as text", () => {
  it("parses to the week that was formatted", () => {
    fc.assert(
      fc.property(week, (weekly) => {
        expect(parseWeekly(formatWeekly(weekly))).to.deep.equal(weekly);
      }),
    );
  });

  it("parses to the windows that were formatted for a day", () => {
    fc.assert(
      fc.property(dayWindows, (windows) => {
        expect(parseWindows(formatWindows(windows))).to.deep.equal(windows);
      }),
    );
  });

  it("parses the documented example", () => {
    expect(parseWeekly("mon-fri 08:00-12:00,13:00-17:00; sat 09:00-13:00; sun 22:00-02:00")).to.deep.equal({
      mon: [MORNING, AFTERNOON],
      tue: [MORNING, AFTERNOON],
      wed: [MORNING, AFTERNOON],
      thu: [MORNING, AFTERNOON],
      fri: [MORNING, AFTERNOON],
      sat: [{ start: 540, end: 780 }],
      sun: [{ start: 1320, end: 1560 }],
    });
  });

  it("is formatted in its shortest form", () => {
    const text = "mon-fri 08:00-12:00,13:00-17:00; sat 09:00-13:00; sun 22:00-02:00";
    expect(
      formatWeekly(parseWeekly("sun 22:00-2:00; sat 9:00-13:00; mon-fri 13:00-17:00,8:00-12:00")),
    ).to.equal(text);
    expect(formatWeekly(parseWeekly("daily all day"))).to.equal("mon-sun 00:00-24:00");
    expect(formatWeekly(parseWeekly("mon,wed 08:00-12:00"))).to.equal("mon 08:00-12:00; wed 08:00-12:00");
    expect(formatWeekly(parseWeekly(""))).to.equal("");
  });

  it("accepts single days, ranges, ranges across the weekend, lists and all days", () => {
    expect(daysIn("wed all day")).to.deep.equal(["wed"]);
    expect(daysIn("tue-thu all day")).to.deep.equal(["tue", "wed", "thu"]);
    expect(daysIn("sat-mon all day")).to.deep.equal(["mon", "sat", "sun"]);
    expect(daysIn("mon,thu-fri all day")).to.deep.equal(["mon", "thu", "fri"]);
    expect(daysIn("daily all day")).to.deep.equal([...WEEKDAYS]);
  });

  it("accepts day names in any case, short or long", () => {
    expect(daysIn("MON all day; Tues all day; wednesday all day; thurs-Friday all day")).to.deep.equal([
      "mon",
      "tue",
      "wed",
      "thu",
      "fri",
    ]);
  });

  it("accepts spaces around commas, dashes and semicolons", () => {
    expect(parseWeekly("  mon - tue , fri   08:00 - 12:00 , 13:00 - 17:00 ;; ")).to.deep.equal(
      parseWeekly("mon,tue,fri 08:00-12:00,13:00-17:00"),
    );
    expect(parseException("2026-12-24  08:00 - 12:00 , 13:00 - 17:00 ")).to.deep.equal({
      date: "2026-12-24",
      windows: [MORNING, AFTERNOON],
    });
  });

  it("merges the hours of a day that is listed twice", () => {
    expect(parseWeekly("daily 13:00-17:00; mon 08:00-12:00").mon).to.deep.equal([MORNING, AFTERNOON]);
  });

  it("supports whole days, closed days, and days that end at midnight", () => {
    for (const text of ["all day", "allday", "ALL DAY", "24h", "00:00-24:00"])
      expect(parseWindows(text), text).to.deep.equal([WHOLE_DAY]);
    expect(parseWindows("closed")).to.deep.equal([]);
    expect(parseWindows("20:00-24:00")).to.deep.equal([{ start: 1200, end: 1440 }]);
    expect(parseWindows("20:00-00:00")).to.deep.equal([{ start: 1200, end: 1440 }]);
    expect(formatWindows([])).to.equal("closed");
  });

  it("parses a date with its own hours or without hours", () => {
    expect(parseException("2026-12-24 08:00-12:00,13:00-17:00")).to.deep.equal({
      date: "2026-12-24",
      windows: [MORNING, AFTERNOON],
    });
    expect(parseException("2026-12-25 closed")).to.deep.equal({ date: "2026-12-25", windows: [] });
    expect(parseException("2026-12-26 all day")).to.deep.equal({ date: "2026-12-26", windows: [WHOLE_DAY] });
  });

  it("parses every calendar date", () => {
    const days = { min: Date.UTC(1970, 0, 1) / 86_400_000, max: Date.UTC(2199, 11, 31) / 86_400_000 };
    fc.assert(
      fc.property(fc.integer(days), (day) => {
        const text = new Date(day * 86_400_000).toISOString().slice(0, 10);
        expect(parseDate(text)).to.equal(text);
      }),
    );
  });
});
