import { expect } from "chai";
import { readPreferences } from "../../server/api/moveRequest.ts";

const BOTH = { representation: true, dryRun: true };
const NONE = { representation: false, dryRun: false };

describe("The preferences in a Prefer header", () => {
  it("are parsed in any letter case, with or without quotes and spaces", () => {
    for (const header of [
      "return=representation, handling=dry-run",
      'RETURN="Representation" ,Handling = "DRY-RUN"',
      'foo="a, \\" return=minimal", return=representation;x=1,handling=dry-run',
    ])
      expect(readPreferences(header), header).to.deep.equal(BOTH);
  });

  it("are parsed up to an unclosed quote", () => {
    expect(readPreferences('return=representation, handling=dry-run, x="open, return=minimal')).to.deep.equal(
      BOTH,
    );
    expect(readPreferences('x="open, return=representation, handling=dry-run')).to.deep.equal(NONE);
  });

  it("are empty for a header of maximum length that contains only quotes and backslashes", () => {
    for (const piece of ['"\\', '\\"', '"', "\\", '"\\"', ',"'])
      expect(readPreferences(piece.repeat(8000)), piece).to.deep.equal(NONE);
  });
});
