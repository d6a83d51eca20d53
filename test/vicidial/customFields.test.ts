import { expect } from "chai";
import { type CustomLead, createCustomFields } from "../../server/vicidial/customFields.ts";
import { useDatabase } from "../support/ownDatabase.ts";

describe("Leads without their custom fields", () => {
  const own = useDatabase();

  before(async () => {
    const { database } = own();
    for (const list of [1001, 1002, 1003]) {
      await database.sql(`CREATE TABLE custom_${list} (lead_id INT UNSIGNED PRIMARY KEY, colour VARCHAR(9))`);
      await database.sql(
        `INSERT INTO custom_${list} VALUES (${list * 10}, 'red'), (${list * 10 + 1}, 'blue')`,
      );
    }
    await database.sql("CREATE TABLE custom_0 (lead_id INT UNSIGNED PRIMARY KEY)");
  });

  async function lacking(...leads: readonly (readonly [number, number])[]): Promise<readonly number[]> {
    const { db, database } = own();
    const asked: CustomLead[] = leads.map(([leadId, entryListId]) => ({ leadId, entryListId }));
    return createCustomFields(db, database.name).lacking(asked);
  }

  it("are those without a row in their list's custom table", async () => {
    expect(await lacking([10_010, 1001], [10_012, 1001], [10_011, 1001])).to.deep.equal([10_012]);
  });

  it("are found in several lists at once, each in its own custom table", async () => {
    const leads = [
      [10_010, 1001],
      [10_010, 1002],
      [10_020, 1002],
      [10_030, 1003],
      [5, 1003],
      [6, 1001],
    ] as const;
    expect(await lacking(...leads)).to.have.members([10_010, 5, 6]);
  });

  it("are never in a list without custom fields", async () => {
    expect(await lacking([1, 4000], [2, 2 ** 64], [3, 1002])).to.deep.equal([3]);
    expect(await lacking([1, 4000])).to.deep.equal([]);
  });

  it("are never leads with entry list 0, which were loaded without custom fields", async () => {
    expect(await lacking([1, 0], [2, 0])).to.deep.equal([]);
    expect(await lacking([1, 0], [2, 1001])).to.deep.equal([2]);
  });

  it("are an empty list for an empty list of leads", async () => {
    expect(await lacking()).to.deep.equal([]);
  });
});
