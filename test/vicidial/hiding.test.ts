import { expect } from "chai";
import { asShownTo } from "../../server/vicidial/hiding.ts";

describe("What of a lead a user may see", () => {
  const open = { hidesPhones: "0", hidesLeadData: false };

  it("hides phone numbers down to the digits that Vicidial shows", () => {
    expect(asShownTo(open, "phone_number", "5551234567")).to.equal("5551234567");
    expect(asShownTo({ ...open, hidesPhones: "2_DIGITS" }, "alt_phone", "555123")).to.equal("XXXX23");
    expect(asShownTo({ ...open, hidesPhones: "1" }, "phone_number", "555123")).to.equal("XXXXXX");
    expect(asShownTo({ ...open, hidesPhones: "1" }, "last_name", "Smith")).to.equal("Smith");
  });

  it("hides who a lead is, and leaves what was done with it", () => {
    const careful = { ...open, hidesLeadData: true };
    expect(asShownTo(careful, "last_name", "Smith")).to.equal("XXXXX");
    expect(asShownTo(careful, "status", "NA")).to.equal("NA");
    expect(asShownTo(careful, "phone_number", "555123")).to.equal("555123");
  });

  it("hides a column that an installation added from everybody from whom anything is hidden", () => {
    expect(asShownTo(open, "mobile", "555123")).to.equal("555123");
    for (const user of [
      { ...open, hidesLeadData: true },
      { ...open, hidesPhones: "4_DIGITS" },
    ])
      expect(asShownTo(user, "mobile", "555123")).to.equal("XXXXXX");
  });
});
