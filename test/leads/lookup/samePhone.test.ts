import { expect } from "chai";
import { createSamePhone } from "../../../server/leads/lookup/samePhone.ts";
import { insertLead, insertLeads } from "../../support/factories.ts";
import { idsFrom } from "../../support/leadIds.ts";
import { useDatabase } from "../../support/ownDatabase.ts";

const [SHARED, SHARED_TOO] = ["2005550100", "8005550101"];

/** Numbers with characters that are special in SQL. */
const ODD = ["?", "??", ":name", "5'5", 'x"y', "a\\", "%", "_", "5,6", "(1)"];

describe("A live lead with the same phone number", () => {
  const own = useDatabase();

  before(async () => {
    const { database } = own();
    // These come first in the table and the index, so a search that stops early finds only them.
    await database.root.batchInsert(
      "vicidial_list",
      idsFrom(10_001, 14_000).map((lead_id) => ({
        lead_id,
        phone_number: lead_id % 2 ? SHARED : SHARED_TOO,
      })),
      1000,
    );
    await insertLeads(database, "vicidial_list", idsFrom(1, 50));
    for (const [n, phone_number] of ODD.entries())
      await insertLead(database, "vicidial_list", 100 + n, { phone_number });
    await insertLead(database, "vicidial_list", 200, { phone_number: "" });
    await insertLead(database, "vicidial_list", 201, { phone_number: "AbC1 " });
  });

  async function others(...leads: readonly (readonly [number, string])[]): Promise<Record<number, number>> {
    const { db, database } = own();
    const asked = leads.map(([leadId, phone]) => ({ leadId, phone }));
    return Object.fromEntries(await createSamePhone(db, database.name)(asked));
  }

  /** Returns the work's result and the number of rows it read. */
  async function counting<T>(work: () => Promise<T>) {
    const read = { statements: 0, rows: 0 };
    const count = ([rows]: [unknown[], unknown]) => {
      read.statements += 1;
      read.rows += rows.length;
    };
    own().db.on("query-response", count);
    const result = await work().finally(() => own().db.off("query-response", count));
    return [result, read] as const;
  }

  it("is found for each lead that has one", async () => {
    const asked = [
      [901, "5550000001"],
      [902, "5550000050"],
      [903, "5550000051"],
      [904, "5550000001"],
    ] as const;
    expect(await others(...asked)).to.deep.equal({ 901: 1, 902: 50, 904: 1 });
  });

  it("is never the lead itself", async () => {
    expect(await others([1, "5550000001"], [2, "5550000001"])).to.deep.equal({ 2: 1 });
    expect(await others([1, "5550000001"])).to.deep.equal({});
  });

  it("is found even if the lead itself is live too, for one lead and for many", async () => {
    const { database } = own();
    await insertLead(database, "vicidial_list", 60, { phone_number: "5550000003" });
    expect(await others([3, "5550000003"])).to.deep.equal({ 3: 60 });
    const many = idsFrom(1, 50).map((id) => [id, `555${String(id).padStart(7, "0")}`] as const);
    expect(await others(...many)).to.deep.equal({ 3: 60 });
  });

  it("is found regardless of letter case and trailing spaces", async () => {
    expect(await others([901, "abc1"], [902, "ABC1"])).to.deep.equal({ 901: 201, 902: 201 });
  });

  it("is found with few rows read, even if thousands of live leads share a number", async () => {
    const rest = idsFrom(1, 40).map((id) => [900 + id, `555${String(id).padStart(7, "0")}`] as const);
    const [found, read] = await counting(() =>
      others([10_001, SHARED], ...rest, [1001, SHARED_TOO], [1002, SHARED]),
    );
    for (const [id] of rest) expect(found[id], `${id}`).to.equal(id - 900 === 3 ? found[903] : id - 900);
    expect(found[10_001]).to.be.within(10_003, 13_999);
    expect(found[1001]).to.be.within(10_002, 14_000);
    expect([10_001, 1002, 1001].map((id) => (found[id] ?? 0) % 2)).to.deep.equal([1, 1, 0]);
    expect(read.rows).to.be.within(42, 1000);
    expect(read.statements).to.be.below(30);
  });

  it("is found with one statement if few leads share each number", async () => {
    const asked = idsFrom(1, 50).map((id) => [900 + id, `555${String(id).padStart(7, "0")}`] as const);
    const [found, read] = await counting(() => others(...asked));
    expect(Object.keys(found).length).to.equal(50);
    expect(read.statements).to.equal(1);
  });

  it("is found for numbers with characters that are special in SQL", async () => {
    const asked = ODD.map((phone, n) => [900 + n, phone] as const);
    expect(await others(...asked)).to.deep.equal(Object.fromEntries(ODD.map((_, n) => [900 + n, 100 + n])));
    for (const [n, phone] of ODD.entries())
      expect(await others([900, phone]), phone).to.deep.equal({ 900: 100 + n });
  });

  it("is not found for a lead without a number, or with one that the live column cannot hold", async () => {
    expect(await others([901, ""], [902, " "], [903, "日本"], [904, "5550000001"])).to.deep.equal({ 904: 1 });
    expect(await others([901, ""])).to.deep.equal({});
    expect(await others()).to.deep.equal({});
  });
});
