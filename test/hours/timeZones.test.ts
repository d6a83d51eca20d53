import { expect } from "chai";
import { LEGACY_ZONES } from "../../server/hours/legacyZones.ts";
import { judge } from "../../server/hours/officeHours.ts";
import { findTimeZone, serverTimeZone } from "../../server/hours/timeZones.ts";
import { makeRule } from "../support/officeHours.ts";

describe("Time zones", () => {
  it("are found by their IANA names, in any case", () => {
    expect(findTimeZone("Europe/Amsterdam")).to.equal("Europe/Amsterdam");
    expect(findTimeZone("america/new_york")).to.equal("America/New_York");
    expect(findTimeZone("AUSTRALIA/LORD_HOWE")).to.equal("Australia/Lord_Howe");
  });

  it("include UTC", () => {
    expect(findTimeZone("utc")).to.equal("UTC");
  });

  it("are found by old place names, and office hours can be evaluated there", () => {
    for (const name of ["US/Eastern", "Asia/Calcutta", "America/Argentina/Buenos_Aires", "Etc/GMT+5"]) {
      expect(findTimeZone(name), name).to.equal(name);
      const rule = makeRule({ timeZone: name });
      expect(judge([rule], new Date("2026-11-23T00:00Z")).changesAt, name).to.be.instanceOf(Date);
    }
  });

  it("are found by IANA names that are not places, in any case", () => {
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

  it("are found by every name in the IANA database in any case, and keep the official spelling", () => {
    for (const name of [...LEGACY_ZONES, ...Intl.supportedValuesOf("timeZone")]) {
      expect(findTimeZone(name), name).to.equal(name);
      expect(findTimeZone(name.toUpperCase()), name).to.equal(name);
      expect(() => new Intl.DateTimeFormat("en", { timeZone: name }), name).to.not.throw();
    }
  });

  it("are not found by abbreviations or offsets, which are ambiguous or ignore clock changes", () => {
    for (const name of ["IST", "PST", "CST", "AST", "JST", "+02:00", "UTC+2", "GMT+2", "-05:00", "+00:00"])
      expect(findTimeZone(name), name).to.equal(undefined);
  });

  it("are not found by invalid names", () => {
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

  describe("of the server", () => {
    const before = process.env["TZ"];

    afterEach(() => {
      if (before === undefined) delete process.env["TZ"];
      else process.env["TZ"] = before;
    });

    it("are reported by name", () => {
      process.env["TZ"] = "Europe/Amsterdam";
      expect(serverTimeZone()).to.equal("Europe/Amsterdam");
    });

    it("are not guessed if the system has no zone name", () => {
      for (const zone of ["UTC+3", ":/etc/localtime"]) {
        process.env["TZ"] = zone;
        expect(serverTimeZone(), zone).to.equal(undefined);
      }
    });
  });

  it("can all be used in a rule", () => {
    for (const timeZone of [...Intl.supportedValuesOf("timeZone"), "UTC"]) {
      expect(findTimeZone(timeZone)).to.equal(timeZone);
      const { changesAt } = judge([makeRule({ timeZone })], new Date("2026-11-23T00:00Z"));
      expect(changesAt, timeZone).to.be.instanceOf(Date);
    }
  });
});
