import { expect } from "chai";
import { LEGACY_ZONES } from "../../server/hours/legacyZones.ts";
import { judge } from "../../server/hours/officeHours.ts";
import { findTimeZone, serverTimeZone } from "../../server/hours/timeZones.ts";
import { makeRule } from "../support/officeHours.ts";

describe("time zones", () => {
  it("are known by their IANA names, in any case", () => {
    expect(findTimeZone("Europe/Amsterdam")).to.equal("Europe/Amsterdam");
    expect(findTimeZone("america/new_york")).to.equal("America/New_York");
    expect(findTimeZone("AUSTRALIA/LORD_HOWE")).to.equal("Australia/Lord_Howe");
  });

  it("include UTC", () => {
    expect(findTimeZone("utc")).to.equal("UTC");
  });

  it("are known by old names of places, and hours can be judged there", () => {
    for (const name of ["US/Eastern", "Asia/Calcutta", "America/Argentina/Buenos_Aires", "Etc/GMT+5"]) {
      expect(findTimeZone(name), name).to.equal(name);
      const rule = makeRule({ timeZone: name });
      expect(judge([rule], new Date("2026-11-23T00:00Z")).changesAt, name).to.be.instanceOf(Date);
    }
  });

  it("are known by IANA names that are no places, in any case too", () => {
    for (const name of [
      "EST5EDT",
      "PST8PDT",
      "GMT",
      "CET",
      "EET",
      "MET",
      "WET",
      "Zulu",
      "GB",
      "PRC",
      "W-SU",
    ]) {
      expect(findTimeZone(name), name).to.equal(name);
      expect(findTimeZone(name.toLowerCase()), name).to.equal(name);
      expect(judge([makeRule({ timeZone: name })], new Date("2026-11-23T00:00Z")).changesAt, name).to.exist;
    }
  });

  it("are known by every name that the IANA database has, and by no other spelling of it", () => {
    for (const name of [...LEGACY_ZONES, ...Intl.supportedValuesOf("timeZone")]) {
      expect(findTimeZone(name), name).to.equal(name);
      expect(findTimeZone(name.toUpperCase()), name).to.equal(name);
      expect(() => new Intl.DateTimeFormat("en", { timeZone: name }), name).to.not.throw();
    }
  });

  it("are not abbreviations or offsets, which mean several zones or follow no clock change", () => {
    for (const name of ["IST", "PST", "CST", "AST", "JST", "+02:00", "UTC+2", "GMT+2", "-05:00", "+00:00"])
      expect(findTimeZone(name), name).to.equal(undefined);
  });

  it("are nowhere else", () => {
    for (const name of [
      "",
      " ",
      "Mars/Olympus",
      "Europe/Amsterdam ",
      "Europe",
      "../etc/passwd",
      "constructor",
    ])
      expect(findTimeZone(name), name).to.equal(undefined);
  });

  describe("of the server's clock", () => {
    const before = process.env["TZ"];

    afterEach(() => {
      if (before === undefined) delete process.env["TZ"];
      else process.env["TZ"] = before;
    });

    it("are told by name", () => {
      process.env["TZ"] = "Europe/Amsterdam";
      expect(serverTimeZone()).to.equal("Europe/Amsterdam");
    });

    it("are not guessed where the system tells no name", () => {
      for (const zone of ["UTC+3", ":/etc/localtime"]) {
        process.env["TZ"] = zone;
        expect(serverTimeZone(), zone).to.equal(undefined);
      }
    });
  });

  it("can all be judged", () => {
    for (const timeZone of [...Intl.supportedValuesOf("timeZone"), "UTC"]) {
      expect(findTimeZone(timeZone)).to.equal(timeZone);
      const { changesAt } = judge([makeRule({ timeZone })], new Date("2026-11-23T00:00Z"));
      expect(changesAt, timeZone).to.be.instanceOf(Date);
    }
  });
});
