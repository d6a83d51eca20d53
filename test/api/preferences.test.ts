import { expect } from "chai";
import { readPreferences } from "../../server/api/preferences.ts";

const BOTH = { representation: true, dryRun: true };
const NONE = { representation: false, dryRun: false };

describe("The wishes of a Prefer header", () => {
  it("are read in any letter case, with or without quotes and blanks", () => {
    for (const header of [
      "return=representation, handling=dry-run",
      'RETURN="Representation" ,Handling = "DRY-RUN"',
      'foo="a, \\" return=minimal", return=representation;x=1,handling=dry-run',
    ])
      expect(readPreferences(header), header).to.deep.equal(BOTH);
  });

  it("are read up to a quote that is never closed", () => {
    expect(readPreferences('return=representation, handling=dry-run, x="open, return=minimal')).to.deep.equal(
      BOTH,
    );
    expect(readPreferences('x="open, return=representation, handling=dry-run')).to.deep.equal(NONE);
  });

  it("are none in a header of nothing but quotes and backslashes, as long as headers may be", () => {
    for (const piece of ['"\\', '\\"', '"', "\\", '"\\"', ',"'])
      expect(readPreferences(piece.repeat(8000)), piece).to.deep.equal(NONE);
  });
});
