import { expect } from "chai";
import { showCell } from "../../server/vicidial/leadPrivacy.ts";

function hiding(hidesPhones: string, hidesLeadData = false) {
  return { hidesPhones, hidesLeadData };
}

describe("A lead's data", () => {
  it("is shown in full to users without Vicidial restrictions", () => {
    const privacy = hiding("0");
    expect(showCell(privacy, "phone_number", "5551234567")).to.equal("5551234567");
    expect(showCell(privacy, "last_name", "Smith")).to.equal("Smith");
    expect(showCell(privacy, "email", null)).to.equal(null);
  });

  it("has masked phone numbers, except for the last digits that the user may see", () => {
    for (const [setting, shown] of [
      ["1", "XXXXXXXXXX"],
      ["2_DIGITS", "XXXXXXXX67"],
      ["4_DIGITS", "XXXXXX4567"],
      ["unheard of", "XXXXXXXXXX"],
      ["", "XXXXXXXXXX"],
    ] as const)
      for (const column of ["phone_number", "alt_phone", "address3", "PHONE_NUMBER"])
        expect(showCell(hiding(setting), column, "5551234567"), `${setting}`).to.equal(shown);
    const four = hiding("4_DIGITS");
    expect(showCell(four, "phone_number", "4567")).to.equal("XXXX");
    expect(showCell(four, "phone_number", null)).to.equal(null);
    expect(showCell(four, "last_name", "Smith")).to.equal("Smith");
  });

  it("is hidden, except for ids, from users that Vicidial hides lead data from", () => {
    const privacy = hiding("0", true);
    for (const column of ["phone_number", "last_name", "comments", "a_column_of_theirs"])
      expect(showCell(privacy, column, "secret"), column).to.equal(undefined);
    expect(showCell(privacy, "list_id", "1001")).to.equal("1001");
  });
});
