import { expect } from "chai";
import fc from "fast-check";
import { parseException } from "../../server/hours/datePeriods.ts";
import { WEEKDAYS } from "../../server/hours/officeHoursRule.ts";
import { HoursTextError, parseDate, parseWeekly } from "../../server/hours/weeklyText.ts";

function refuses(parse: (text: string) => unknown, text: string, message: string): void {
  expect(() => parse(text), text).to.throw(HoursTextError, message);
}

describe("An invalid weekly schedule", () => {
  it("is refused with the unknown weekday", () => {
    refuses(parseWeekly, "mon-fri 08:00-17:00; sta 09:00-13:00", '"sta" is not a weekday');
    refuses(parseWeekly, "mon-frx 08:00-17:00", '"frx" is not a weekday');
    refuses(parseWeekly, "mon,,tue 08:00-17:00", '"" is not a weekday');
    refuses(parseWeekly, "mo 08:00-17:00", '"mo" is not a weekday');
    refuses(parseWeekly, "monn 08:00-17:00", '"monn" is not a weekday');
  });

  it("is refused with the range that has more than two days", () => {
    refuses(parseWeekly, "mon-wed-fri 08:00-17:00", '"mon-wed-fri"');
  });

  it("is refused with the days that lack hours", () => {
    refuses(parseWeekly, "mon-fri 08:00-17:00; sat", '"sat" names no hours');
    refuses(parseWeekly, "08:00-17:00", '"08:00-17:00" names no hours');
    refuses(parseException, "2026-12-24", '"2026-12-24" names no hours');
  });

  it("is refused with the unreadable window", () => {
    refuses(parseWeekly, "mon 08:00-12:00,13:00", '"13:00" is not a time window');
    refuses(parseWeekly, "mon 08:00-12:00,", '"" is not a time window');
    refuses(parseWeekly, "mon 8-17", '"8-17" is not a time window');
    refuses(parseWeekly, "mon 08:00-12:00 13:00-17:00", '"08:00-12:00 13:00-17:00" is not a time window');
    refuses(parseWeekly, "mon 08:00-17:00pm", '"08:00-17:00pm" is not a time window');
    refuses(parseWeekly, "mon never", '"never" is not a time window');
    refuses(parseException, "2026-12-24 noon", '"noon" is not a time window');
  });

  it("is refused with the impossible time", () => {
    refuses(parseWeekly, "mon 08:00-25:00", '"08:00-25:00"');
    refuses(parseWeekly, "mon 08:60-09:00", '"08:60-09:00"');
    refuses(parseWeekly, "mon 08:00-24:01", '"08:00-24:01"');
  });

  it("is refused with the window that is empty or starts at the end of the day", () => {
    refuses(parseWeekly, "mon 08:00-08:00", '"08:00-08:00" is empty');
    refuses(parseWeekly, "mon 24:00-08:00", '"24:00-08:00" cannot start at 24:00');
  });

  it("is refused with the nonexistent date", () => {
    for (const text of ["2026-02-30", "2026-02-29", "2100-02-29", "2026-04-31", "2026-13-01", "2026-00-10"]) {
      refuses(parseDate, text, `"${text}" is not a date`);
      refuses(parseException, `${text} closed`, `"${text}" is not a date`);
    }
    expect(parseDate("2028-02-29")).to.equal("2028-02-29");
  });

  it("is refused with the date in a wrong format", () => {
    for (const text of ["24.12.2026", "2026-12-4", "20261224", "2026-12-24T00:00", "12-24", "", "tomorrow"])
      refuses(parseDate, text, `"${text}" is not a date`);
  });

  it("is never misread: any text is either refused or parsed to a complete week", () => {
    const piece = fc.constantFrom(
      ..."mon tue daily - , ; 08:00 24:00 8 : closed all day 24h xyz".split(" "),
      " ",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        try {
          const week = parseWeekly(pieces.join(""));
          expect(week).to.have.all.keys([...WEEKDAYS]);
          for (const { start, end } of Object.values(week).flat()) {
            expect(start).to.be.within(0, 1439);
            expect(end).to.be.within(start + 1, start + 1440);
          }
        } catch (error) {
          expect(error).to.be.instanceOf(HoursTextError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
