import { expect } from "chai";
import { createLists, type ListScope } from "../../server/vicidial/lists.ts";
import { useDatabase } from "../support/ownDatabase.ts";

const TODAY = "2026-06-15";
const NOW = new Date(`${TODAY}T12:00:00Z`);
const EVERY: ListScope = { kind: "every" };
/** Two consecutive ids that JavaScript rounds to the same number. */
const [BIG, BIGGER] = ["9007199254740992", "9007199254740993"];

function some(...listIds: readonly string[]): ListScope {
  return { kind: "some", listIds: new Set(listIds) };
}

describe("Vicidial's lists", () => {
  const own = useDatabase();
  const lists = () => createLists(own().db, own().database.name);

  before(async () => {
    const list = (list_id: number | string, campaign_id: string | null, columns = {}) => ({
      list_id,
      list_name: `List ${list_id}`,
      campaign_id,
      active: "Y",
      expiration_date: "2099-12-31",
      ...columns,
    });
    const rows = [
      list(1001, "SALES"),
      list(1002, "SALES", { active: "N" }),
      list(1003, "SALES", { expiration_date: "2026-06-14" }),
      list(1004, "SALES", { expiration_date: TODAY }),
      list(1005, "HELP", { expiration_date: null }),
      list(1006, "HELP", { expiration_date: "0000-00-00" }),
      list(1007, null, { list_name: null, active: null }),
      list(BIG, "SALES"),
    ];
    await own().database.root("vicidial_lists").insert(rows);
  });

  it("are found by id with name, campaign and dialling state, unless they were deleted", async () => {
    const found = await lists().find(["1001", "1001", "1007", "4000"], NOW);
    expect([...found]).to.deep.equal([
      [
        "1001",
        { listId: "1001", name: "List 1001", campaignId: "SALES", isDialled: true, isTimedByPhone: true },
      ],
      ["1007", { listId: "1007", name: "", campaignId: "", isDialled: false, isTimedByPhone: true }],
    ]);
    expect((await lists().find([], NOW)).size).to.equal(0);
  });

  async function dialled(): Promise<readonly string[]> {
    const ids = ["1001", "1002", "1003", "1004", "1005", "1006"];
    const found = await lists().find(ids, NOW);
    return ids.filter((id) => found.get(id)?.isDialled);
  }

  it("are dialled while active, until the end of their expiration date", async () => {
    expect(await dialled()).to.deep.equal(["1001", "1004"]);
  });

  it("are distinguished even by ids above 2^53", async () => {
    expect([...(await lists().find([BIGGER], NOW)).keys()]).to.deep.equal([]);
    expect([...(await lists().find([BIG], NOW)).keys()]).to.deep.equal([BIG]);
    expect(await lists().choices(some(BIGGER))).to.deep.equal([]);
  });

  it("are offered in order, limited to the lists that the user can access", async () => {
    const offered = async (scope: ListScope) => (await lists().choices(scope)).map(({ listId }) => listId);
    expect(await offered(EVERY)).to.deep.equal(["1001", "1002", "1003", "1004", "1005", "1006", "1007", BIG]);
    expect(await offered(some("1005", "1002", "4000"))).to.deep.equal(["1002", "1005"]);
    expect(await offered(some())).to.deep.equal([]);
    expect(await offered(await lists().scopeOf(["HELP"]))).to.deep.equal(["1005", "1006"]);
    const [first] = await lists().choices(some("1002"));
    expect(first).to.deep.equal({ listId: "1002", name: "List 1002" });
  });

  it("of an older schema have no expiration date", async () => {
    await own().database.sql("ALTER TABLE vicidial_lists DROP COLUMN expiration_date");
    expect(await dialled()).to.deep.equal(["1001", "1003", "1004", "1005", "1006"]);
    expect((await lists().choices(EVERY)).length).to.equal(8);
  });
});
