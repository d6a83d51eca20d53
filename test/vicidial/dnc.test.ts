import { expect } from "chai";
import { createDnc } from "../../server/vicidial/dnc.ts";
import { useDatabase } from "../support/ownDatabase.ts";

for (const charset of ["utf8mb4", "latin1"]) {
  describe(`Do-not-call numbers, in ${charset},`, () => {
    const own = useDatabase({ charset });

    before(async () => {
      const { root } = own().database;
      const internal = ["5551230001", "201XXXXXXX", "202xxxxxxx", "5551230009 "];
      await root("vicidial_dnc").insert(internal.map((phone_number) => ({ phone_number })));
      await root("vicidial_campaign_dnc").insert([
        { phone_number: "5551230002", campaign_id: "SALES" },
        { phone_number: "5551230003", campaign_id: "HELP" },
        { phone_number: "5551230003", campaign_id: "help2" },
        { phone_number: "305XXXXXXX", campaign_id: "SALES" },
      ]);
    });

    /** Returns the numbers that are on a do-not-call list. */
    async function listed(campaignId: string, ...phones: readonly string[]): Promise<readonly string[]> {
      const { db, database } = own();
      const dnc = createDnc(db, database.name);
      const numbers = phones.map((phone, leadId) => ({ leadId, phone, campaignId }));
      const found = new Set([...(await dnc.internally(numbers)), ...(await dnc.inCampaign(numbers))]);
      return numbers.filter((number) => found.has(number)).map(({ phone }) => phone);
    }

    it("include those on the internal list for every campaign", async () => {
      for (const campaignId of ["SALES", "OTHER", ""])
        expect(await listed(campaignId, "5551230001", "5551230008")).to.deep.equal(["5551230001"]);
    });

    it("include every number in a listed area code", async () => {
      expect(await listed("OTHER", "2015550100", "2115550100", "1201555010")).to.deep.equal(["2015550100"]);
    });

    it("match entries in lower case or with trailing spaces, as in Vicidial", async () => {
      expect(await listed("OTHER", "2025550100", "5551230009", "5551230001 ")).to.deep.equal([
        "2025550100",
        "5551230009",
        "5551230001 ",
      ]);
    });

    it("include those on the list of the lead's own campaign, but of no other", async () => {
      const phones = ["5551230002", "5551230003", "3055550100"];
      expect(await listed("SALES", ...phones)).to.deep.equal(["5551230002", "3055550100"]);
      expect(await listed("HELP", ...phones)).to.deep.equal(["5551230003"]);
      expect(await listed("OTHER", ...phones)).to.deep.equal([]);
    });

    it("are found for a campaign in any letter case", async () => {
      expect(await listed("sales", "5551230002")).to.deep.equal(["5551230002"]);
      expect(await listed("HELP2", "5551230003")).to.deep.equal(["5551230003"]);
    });

    it("do not depend on a campaign for a lead whose list was deleted", async () => {
      expect(await listed("", "5551230002", "5551230003", "5551230001")).to.deep.equal(["5551230001"]);
    });

    it("are checked in one query, each against its own lead's campaign", async () => {
      const { db, database } = own();
      const numbers = ["SALES", "HELP", ""].map((campaignId) => ({ phone: "5551230002", campaignId }));
      expect(await createDnc(db, database.name).inCampaign(numbers)).to.deep.equal([numbers[0]]);
    });

    it("never include unusual text, which causes no error", async () => {
      const odd = [
        "",
        " ",
        "日本",
        "555é",
        "201日本",
        "😀",
        "\0",
        "'",
        "\\",
        "?",
        "%",
        "5551230001\n",
        "201\u00a0",
      ];
      expect(await listed("SALES", ...odd)).to.deep.equal([]);
      expect(await listed("SALES", ...odd, "5551230001")).to.deep.equal(["5551230001"]);
      expect(await listed("SALES")).to.deep.equal([]);
    });
  });
}
