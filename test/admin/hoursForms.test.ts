import { expect } from "chai";
import { changesOf } from "../../server/admin/hours/ruleChanges.ts";
import { ruleFields } from "../../server/admin/hours/ruleFields.ts";
import { checkRule } from "../../server/admin/hours/validateRule.ts";
import { parseException } from "../../server/hours/datePeriods.ts";
import type { RuleSettings } from "../../server/hours/officeHoursRule.ts";
import { parseWeekly } from "../../server/hours/weeklyText.ts";

const RULE: RuleSettings = {
  name: "office",
  customer: null,
  mode: "refuse_inside",
  timeZone: "Europe/Amsterdam",
  weekly: parseWeekly("mon-fri 08:30-17:00; sat 10:00-14:00"),
  exceptions: ["2026-12-24 08:00-12:00", "2026-12-25 closed"].map(parseException),
  callTimeId: null,
};

function listChanges(before: RuleSettings | undefined, after: RuleSettings): readonly string[] {
  return changesOf(before, after).map(({ label, text, other }) => `${label}: ${text} > ${other}`);
}

describe("The list of changes in a rule's preview", () => {
  it("has a line for each changed day, and none for unchanged days", () => {
    const after: RuleSettings = {
      ...RULE,
      weekly: parseWeekly("mon-thu 08:30-17:00; fri 08:30-19:00"),
      exceptions: ["2026-12-24 closed", "2026-12-25 closed", "2026-12-31 08:00-12:00"].map(parseException),
    };
    expect(listChanges(RULE, after)).to.deep.equal([
      "Friday: 08:30-17:00 > 08:30-19:00",
      "Saturday: 10:00-14:00 > closed",
      "24 Dec 2026: requests blocked 08:00–12:00 > requests allowed all day",
      "31 Dec 2026: same as the weekday > requests blocked 08:00–12:00",
    ]);
    expect(listChanges(RULE, { ...RULE, name: "desk" })).to.deep.equal(["Name: office > desk"]);
  });

  it("shows the whole rule when it is new or starts to follow a Vicidial call time", () => {
    expect(listChanges(undefined, RULE)).to.include("Week:  > mon-fri 08:30-17:00; sat 10:00-14:00");
    expect(listChanges(RULE, { ...RULE, callTimeId: "day" })).to.deep.equal([
      "Hours: set in this rule > Vicidial call time day",
      "Week: mon-fri 08:30-17:00; sat 10:00-14:00 > –",
      "Dates: 24 Dec 2026: requests blocked 08:00–12:00; 25 Dec 2026: requests allowed all day > –",
    ]);
  });
});

describe("An error in a day's hours", () => {
  it("is a sentence that names the day", () => {
    const texts = ruleFields(RULE, new Date("2026-11-25T10:00:00Z"));
    const { errors } = checkRule({ ...texts, week: { ...texts.week, thu: "8-99" } }, undefined, []);
    expect(Object.entries(errors ?? {}).map(String)).to.deep.equal([
      "week_thu,Thursday: “8-99” is not a time window such as 08:00-17:00.",
    ]);
  });
});
