import { expect } from "chai";
import { createPhoneOffsets, type LeadPhone } from "../../server/vicidial/phoneOffsets.ts";
import { useDatabase } from "../support/ownDatabase.ts";

const WINTER = new Date("2026-01-15T12:00Z");
const SUMMER = new Date("2026-07-15T12:00Z");

type CodeRow = readonly [number | null, string | null, string | null, string | null, string | null];

/** Country, area code, state, UTC offset and daylight saving code. */
const ROWS: readonly CodeRow[] = [
  [1, "201", "NJ", "-5", "SSM-FSN"],
  [1, "602", "AZ", "-7.00", "N"],
  [1, "812", "IN", "-5", "SSM-FSN"],
  [1, "812", "IN", "-6", "SSM-FSN"],
  [1, "813", "FL", "-5", "SSM-FSN"],
  [1, "813", "FL", "-5.00", "SSM-FSN"],
  [1, "", "", "-9", ""],
  [1, null, null, "-9", null],
  [44, "*", "", "+0", "LSM-LSO"],
  [91, "*", "", "+5.50", ""],
  [61, "2S", "NW", "+10", "FSO-FSA"],
  [61, "2S", "QL", "+10", ""],
  [61, "S", "NT", "9.5", ""],
  [61, "8", "", "9.5", "FSO-FSA"],
  [52, "*", "", "-6", ""],
  [52, "664", "BC", "-8", "SSM-FSN"],
  [298, "*", "", null, "LSM-LSO"],
  [null, "*", "", "3", ""],
];

describe("The UTC offset of a phone number", () => {
  const own = useDatabase();

  before(async () => {
    await own()
      .database.root("vicidial_phone_codes")
      .insert(
        ROWS.map(([country_code, areacode, state, GMT_offset, DST_range]) => ({
          country_code,
          areacode,
          state,
          GMT_offset,
          DST_range,
        })),
      );
  });

  function ask(leads: readonly LeadPhone[], now: Date) {
    const { db, database } = own();
    return createPhoneOffsets(db, database.name)(leads, now);
  }

  async function offsetOf(phoneCode: string, phone: string, state = "", now = WINTER) {
    return (await ask([{ phoneCode, phone, state }], now))[0];
  }

  it("depends on the area code, plus an hour during daylight saving time", async () => {
    expect(await offsetOf("1", "2015550100")).to.equal(-5);
    expect(await offsetOf("1", "2015550100", "", SUMMER)).to.equal(-4);
    expect(await offsetOf("1", "6025550100", "", SUMMER)).to.equal(-7);
  });

  it("depends on the country alone if one row covers it", async () => {
    expect(await offsetOf("44", "2079460000")).to.equal(0);
    expect(await offsetOf("44", "", "", SUMMER)).to.equal(1);
    expect(await offsetOf("91", "9810000000", "", SUMMER)).to.equal(5.5);
    expect(await offsetOf("298", "201234", "", SUMMER)).to.equal(1);
  });

  it("also depends on the state if the area code spans several", async () => {
    expect(await offsetOf("61", "290000000", "NW")).to.equal(11);
    expect(await offsetOf("61", "290000000", "QL")).to.equal(10);
    expect(await offsetOf("61", "700000000", "NT")).to.equal(9.5);
    expect(await offsetOf("61", "290000000", "")).to.equal(undefined);
    expect(await offsetOf("61", "390000000", "NW")).to.equal(undefined);
  });

  it("is found with any dial prefix before the country code", async () => {
    for (const phoneCode of ["0044", "01144", "001144", "+44", "00 44"])
      expect(await offsetOf(phoneCode, "2079460000"), phoneCode).to.equal(0);
    expect(await offsetOf("0111", "2015550100")).to.equal(-5);
    expect(await offsetOf("001", "2015550100")).to.equal(-5);
  });

  it("is unknown if no row has the country or the area", async () => {
    expect(await offsetOf("1", "9995550100")).to.equal(undefined);
    expect(await offsetOf("1", "20")).to.equal(undefined);
    expect(await offsetOf("1", "")).to.equal(undefined);
    for (const phoneCode of ["999", "", "00", "abc", "9999999999", "0"])
      expect(await offsetOf(phoneCode, "2015550100"), phoneCode).to.equal(undefined);
  });

  it("is unknown if two rows disagree, and known if they agree", async () => {
    expect(await offsetOf("1", "8125550100")).to.equal(undefined);
    expect(await offsetOf("1", "8135550100")).to.equal(-5);
    expect(await offsetOf("52", "6645550100")).to.equal(undefined);
    expect(await offsetOf("52", "5555550100")).to.equal(-6);
  });

  it("is found for many numbers at once, in their order", async () => {
    const asked = [
      ["1", "2015550100", ""],
      ["44", "2015550100", ""],
      ["1", "8125550100", ""],
      ["61", "290000000", "QL"],
      ["61", "290000000", "NW"],
      ["1", "2019990000", "ZZ"],
      ["011 1", "6025550100", ""],
    ] as const;
    const places = asked.map(([phoneCode, phone, state]) => ({ phoneCode, phone, state }));
    expect(await ask(places, SUMMER)).to.deep.equal([-4, 1, undefined, 10, 10, -4, -7]);
    expect(await ask(places, WINTER)).to.deep.equal([-5, 0, undefined, 10, 11, -5, -7]);
    expect(await ask([], SUMMER)).to.deep.equal([]);
  });
});
