import { expect } from "chai";
import { expectMessage, useCommandLine } from "../support/commandLine.ts";
import { changeCallTime, makeHoliday } from "../support/hours.ts";

type Rule = Readonly<Record<string, unknown>>;
const WEEK = "mon-fri 08:00-17:00; sat 09:00-13:00";

describe("vicidial-dearchive hours", () => {
  const line = useCommandLine();

  beforeEach(() => line().database.root("dearchive_office_hours").delete());

  function rules(): Promise<Rule[]> {
    return line().json<Rule[]>("hours", "list");
  }

  /** Runs `hours test` and returns its answer and exit code. */
  async function testAt(...words: string[]): Promise<Rule> {
    const { code, stdout } = await line().run("hours", "test", ...words, "--json");
    return { code, ...(JSON.parse(stdout) as Rule) };
  }

  function set(...words: string[]) {
    return line().json<Rule>("hours", "set", "office", ...words);
  }

  it("set creates a rule that blocks calls during its hours", async () => {
    const { code, stdout } = await line().run(
      ...["hours", "set", "office", "--weekly", WEEK, "--timezone", "europe/amsterdam"],
    );
    expect(code).to.equal(0);
    expect(stdout).to.match(/"office".*refuse_inside/);
    expect(await rules()).to.deep.equal([
      {
        name: "office",
        customer: null,
        mode: "refuse_inside",
        timeZone: "Europe/Amsterdam",
        follows: null,
        callTimeMissing: false,
        weekly: WEEK,
        exceptions: [],
        closures: [],
      },
    ]);
  });

  it("set reports whether it created or changed a rule, shows the old rule, and keeps the spelling of its name", async () => {
    const hours = (...words: string[]) => line().run("hours", "set", ...words);
    const made = await hours("Office", "--follow", "9am-5pm");
    expect(made.stdout).to.match(
      /^Rule "Office" was created: refuse_inside, follows the call time 9am-5pm, now /,
    );
    expect(made.stdout).to.not.match(/Before/);
    const changed = await hours("OFFICE", "--weekly", WEEK);
    expect(changed.stdout).to.match(/^Rule "Office" was changed: refuse_inside, mon-fri 08:00-17:00; /);
    expect(changed.stdout).to.match(/^Before: refuse_inside, follows the call time 9am-5pm, now .*\.$/m);
    expect(await set("--mode", "off")).to.include({ name: "Office", changed: true });
    expect((await rules()).map(({ name }) => name)).to.deep.equal(["Office"]);
    expect(await line().json("hours", "set", "night", "--follow", "9am-5pm")).to.include({ changed: false });
  });

  it("set changes only the given settings", async () => {
    await set("--weekly", WEEK, "--timezone", "Asia/Tokyo", "--closed", "2026-12-25", "--customer", "acme");
    await set("--mode", "refuse_outside", "--exception", "2026-12-24 08:00-12:00");
    expect(await rules()).to.deep.equal([
      {
        name: "office",
        customer: "acme",
        mode: "refuse_outside",
        timeZone: "Asia/Tokyo",
        follows: null,
        callTimeMissing: false,
        weekly: WEEK,
        exceptions: [
          { date: "2026-12-24", hours: "08:00-12:00" },
          { date: "2026-12-25", hours: "closed" },
        ],
        closures: [],
      },
    ]);
  });

  it("set removes dates on request, and uses the server's time zone by default", async () => {
    await set("--weekly", WEEK, "--closed", "2026-12-25");
    const changed = await set("--clear-exceptions", "--closed", "2027-01-01");
    expect(changed).to.deep.include({
      timeZone: "UTC",
      exceptions: [{ date: "2027-01-01", hours: "closed" }],
    });
  });

  it("set can follow a Vicidial call time, and keeps the rule's own hours for later", async () => {
    const { database } = line();
    await makeHoliday(database, { id: "XMAS", date: "2026-12-25", start: 2400, stop: 2400 });
    const lunch = { id: "LUNCH", date: "2026-12-24", start: 1200, stop: 1300, method: "ADDITION_REVERSE" };
    await makeHoliday(database, lunch);
    await changeCallTime(database, "9am-5pm", { ct_holidays: "|XMAS|LUNCH|" });
    await set("--weekly", WEEK);
    expect(await set("--follow", "9AM-5PM")).to.deep.include({
      follows: "9am-5pm",
      callTimeMissing: false,
      weekly: "mon-sun 09:00-17:00",
      exceptions: [{ date: "2026-12-25", hours: "closed" }],
      closures: [{ date: "2026-12-24", hours: "12:00-13:00" }],
    });
    expect((await line().run("hours", "list")).stdout).to.match(/9am-5pm.*2026-12-24 not 12:00-13:00/);
    expect(await testAt("--at", "2026-12-24T11:59:59Z")).to.deep.include({
      allowed: false,
      until: "2026-12-24T12:00:00.000Z",
    });
    await database.sql("DELETE FROM vicidial_call_times WHERE call_time_id = '9am-5pm'");
    expect((await rules())[0]).to.deep.include({ follows: "9am-5pm", callTimeMissing: true });
    expect((await line().run("hours", "test")).stdout).to.match(
      /blocked by rule "office", whose call time 9am-5pm no longer exists/,
    );
    expect(await set("--weekly", "mon 08:00-09:00")).to.deep.include({
      follows: null,
      weekly: "mon 08:00-09:00",
    });
  });

  it("set prints all dates of the rule, including earlier ones", async () => {
    await set("--weekly", WEEK, "--closed", "2026-12-25");
    const { stdout } = await line().run("hours", "set", "office", "--exception", "2026-12-24 08:00-12:00");
    expect(stdout).to.match(/^Dates: 2026-12-24 08:00-12:00; 2026-12-25 closed\.$/m);
  });

  const newRule = ["hours", "set", "office", "--weekly", WEEK];
  const mistakes: Readonly<Record<string, readonly [readonly string[], RegExp]>> = {
    "a new rule without hours": [["hours", "set", "office"], /--weekly/],
    "an unknown weekday": [
      ["hours", "set", "office", "--weekly", "moon 08:00-17:00"],
      /"moon" is not a weekday/,
    ],
    "hours that are not times": [["hours", "set", "office", "--weekly", "mon nine-five"], /"nine-five"/],
    "a time beyond the day": [["hours", "set", "office", "--weekly", "mon 08:00-25:00"], /"08:00-25:00"/],
    "a minute beyond the hour": [["hours", "set", "office", "--weekly", "mon 08:60-17:00"], /"08:60-17:00"/],
    "an empty window": [["hours", "set", "office", "--weekly", "mon 08:00-08:00"], /"08:00-08:00" is empty/],
    "a day without hours": [["hours", "set", "office", "--weekly", "mon-fri"], /"mon-fri" names no hours/],
    "an unknown time zone": [[...newRule, "--timezone", "Mars/Olympus"], /--timezone.*"Mars\/Olympus"/],
    "an offset as a time zone": [[...newRule, "--timezone", "+02:00"], /--timezone.*"\+02:00"/],
    "an unknown call time": [["hours", "set", "office", "--follow", "nights"], /--follow.*"nights".*24hours/],
    "a call time together with hours": [
      [...newRule, "--follow", "24hours"],
      /either --follow or --weekly, not both/,
    ],
    "a date together with a call time": [
      ["hours", "set", "office", "--follow", "24hours", "--closed", "2026-12-25"],
      /follows the call time 24hours/,
    ],
    "an unknown mode": [[...newRule, "--mode", "closed"], /refuse_inside, refuse_outside, off/],
    "a date that does not exist": [[...newRule, "--closed", "2026-02-29"], /"2026-02-29"/],
    "an exception without hours": [[...newRule, "--exception", "2026-12-24"], /"2026-12-24" names no hours/],
    "a name without characters": [["hours", "set", " ", "--weekly", WEEK], /NAME must have 1 to 64/],
    "a name too long": [["hours", "set", "x".repeat(65), "--weekly", WEEK], /NAME must have 1 to 64/],
    "a customer's name too long": [[...newRule, "--customer", "x".repeat(65)], /--customer/],
    "a customer without a name": [[...newRule, "--customer", ""], /--customer/],
    "removing a rule that does not exist": [
      ["hours", "remove", "holidays"],
      /rule "holidays" does not exist/,
    ],
    "testing at an invalid time": [["hours", "test", "--at", "noon"], /--at.*"noon"/],
    "testing on a day that does not exist": [["hours", "test", "--at", "2026-02-30T09:00"], /--at/],
    "testing in an unknown zone": [["hours", "test", "--timezone", "Here"], /--timezone.*"Here"/],
  };
  for (const [what, [words, message]] of Object.entries(mistakes)) {
    it(`refuses ${what} with a message and exit code 64, and changes nothing`, async () => {
      expectMessage(await line().run(...words), 64, message);
      expect(await line().database.sql("SELECT * FROM dearchive_office_hours")).to.deep.equal([]);
    });
  }

  it("list says that the API is always open when there are no rules", async () => {
    expect((await line().run("hours", "list")).stdout).to.match(/always open/);
    expect(await rules()).to.deep.equal([]);
  });

  it("list shows rules as a table", async () => {
    await set("--weekly", WEEK, "--closed", "2026-12-25");
    const { stdout } = await line().run("hours", "list");
    expect(stdout.trimEnd().split("\n")).to.have.length(2);
    expect(stdout).to.include(WEEK).and.to.include("2026-12-25 closed");
  });

  it("remove deletes one rule and keeps the others", async () => {
    await set("--weekly", WEEK);
    await line().run("hours", "set", "night", "--weekly", "daily 22:00-06:00");
    expect(await line().json("hours", "remove", "office")).to.deep.equal({ name: "office", removed: true });
    expect((await rules()).map(({ name }) => name)).to.deep.equal(["night"]);
    expect((await line().run("hours", "remove", "night")).stdout).to.match(/"night" was removed/);
  });

  it("test shows whether requests are allowed, by which rule, and until when, and fails if they are not", async () => {
    await set("--weekly", WEEK, "--timezone", "Europe/Amsterdam");
    // A Monday in winter: Amsterdam is an hour ahead of UTC.
    const monday = ["--at", "2026-11-23T08:00"];
    expect(await testAt(...monday)).to.deep.equal({
      code: 1,
      at: "2026-11-23T07:00:00.000Z",
      timezone: "Europe/Amsterdam",
      allowed: false,
      rule: "office",
      until: "2026-11-23T16:00:00.000Z",
    });
    expect((await line().run("hours", "test", ...monday)).stdout).to.match(
      /^2026-11-23T08:00\+01:00 \(Europe\/Amsterdam\): blocked by rule "office", until 2026-11-23T17:00\+01:00\.\n$/,
    );
    expect(await testAt("--at", "2026-11-23T06:59:59Z")).to.deep.include({
      code: 0,
      allowed: true,
      rule: null,
      until: "2026-11-23T07:00:00.000Z",
    });
  });

  it("test checks the rules of the given customer", async () => {
    await set("--weekly", "daily all day", "--customer", "acme");
    expect(await testAt()).to.deep.include({ allowed: true });
    expect(await testAt("--customer", "acme")).to.deep.include({
      allowed: false,
      rule: "office",
      until: null,
    });
  });
});
