import { expect } from "chai";
import type { LeadSearch } from "../../../server/leads/lookup/searchTerms.ts";
import { createTableSearch, type SearchResult } from "../../../server/leads/lookup/tableSearch.ts";
import type { ListScope } from "../../../server/vicidial/lists.ts";
import { insertLead, type LeadRow } from "../../support/factories.ts";
import { idsFrom } from "../../support/leadIds.ts";
import { faultOf } from "../../support/mover.ts";
import { type OwnDatabase, useDatabase } from "../../support/ownDatabase.ts";

const ARCHIVE = "vicidial_list_archive";
const EVERY: ListScope = { kind: "every" };
const MANY = 1000;

function some(...listIds: readonly string[]): ListScope {
  return { kind: "some", listIds: new Set(listIds) };
}

function archiveOf(own: () => OwnDatabase) {
  const search = () => createTableSearch(own().db, own().database.name, "vicidial_list_archive");
  return {
    search,
    async put(leadId: number, columns: LeadRow) {
      await insertLead(own().database, ARCHIVE, leadId, columns);
    },
    async found(asked: LeadSearch, scope = EVERY, limit = MANY): Promise<SearchResult> {
      const looked = await search().find(asked, scope, limit);
      if (!("leadIds" in looked)) expect.fail(`no answer; one may begin with ${looked.startable}`);
      return looked;
    },
  };
}

describe("The archive search", () => {
  const own = useDatabase();
  const { put, found, search } = archiveOf(own);

  before(async () => {
    await put(1, { phone_number: "5550000001", vendor_lead_code: "A-1", list_id: 1001, status: "NA" });
    await put(2, { phone_number: "5550000002", vendor_lead_code: "A-2", list_id: 1002, status: "SALE" });
    await put(3, { phone_number: "5550000001", vendor_lead_code: null, list_id: 1002, status: null });
    await put(4, { phone_number: "5550000004", last_local_call_time: "2025-01-31 23:59:59", status: "B" });
    await put(5, { phone_number: "5550000005", last_local_call_time: "2025-02-01 00:00:00", status: "B" });
    await put(6, { phone_number: "5550000006", last_local_call_time: null, status: "B", list_id: 1003 });
    await put(7, { phone_number: "5550000007", last_local_call_time: "0000-00-00 00:00:00", list_id: 1003 });
    await put(8, { phone_number: "5550000008", entry_date: "2025-02-01 23:59:59", status: "CB" });
    await put(9, { phone_number: "5550000009", entry_date: "2025-02-02 00:00:00", status: "CB" });
  });

  const FILTERS: Readonly<Record<string, readonly [LeadSearch, readonly number[]]>> = {
    "by their ids, in order": [{ leadIds: [9, 2, 4000, 1] }, [1, 2, 9]],
    "by no id at all: none": [{ leadIds: [] }, []],
    "by a phone": [{ phone: "5550000001" }, [1, 3]],
    "by a vendor's code, in any case": [{ vendorCode: "a-2" }, [2]],
    "by a list": [{ listId: 1002 }, [2, 3]],
    "by statuses, in any case": [{ statuses: ["sale", "b"] }, [2, 4, 5, 6]],
    "by no status at all: none": [{ statuses: [] }, []],
    "called since a day, with its first second": [{ calledFrom: "2025-02-01" }, [5]],
    "called until a day, with its last second": [{ calledFrom: "2024-12-01", calledTo: "2025-01-31" }, [4]],
    "called until a day, those with a zero date among them, and none that was never called": [
      { calledTo: "2023-01-01" },
      [7],
    ],
    "not called since a day, those that were never called among them": [
      { notCalledSince: "2025-02-01", leadIds: [4, 5, 6, 7] },
      [4, 6, 7],
    ],
    "entered between days, along another index": [
      { statuses: ["CB"], enteredFrom: "2025-02-01", enteredTo: "2025-02-01" },
      [8],
    ],
    "by a phone and a list": [{ phone: "5550000001", listId: 1001 }, [1]],
    "by everything at once": [
      {
        leadIds: [3, 4, 5],
        phone: "5550000005",
        listId: 1001,
        statuses: ["B"],
        calledFrom: "2025-02-01",
        calledTo: "2025-02-01",
        enteredFrom: "2024-05-01",
        enteredTo: "2024-05-01",
      },
      [5],
    ],
    "by a combination that no lead has: none": [{ phone: "5550000001", vendorCode: "A-2" }, []],
  };
  for (const [what, [asked, expected]] of Object.entries(FILTERS))
    it(`finds leads ${what}`, async () => {
      const looked = await found(asked);
      expect(looked.leadIds).to.deep.equal(expected);
      expect(looked.isWhole).to.equal(true);
      expect((await search().nextRange(asked, EVERY, 0, MANY)).leadIds).to.deep.equal(expected);
    });

  it("never finds leads in lists that the user may not see", async () => {
    expect((await found({ phone: "5550000001" }, some("1002"))).leadIds).to.deep.equal([3]);
    expect((await found({ leadIds: idsFrom(1, 9) }, some("1002", "1003"))).leadIds).to.deep.equal([
      2, 3, 6, 7,
    ]);
    expect((await found({ listId: 1001 }, some("1002"))).leadIds).to.deep.equal([]);
    expect((await found({ listId: 1002 }, some("1002"))).leadIds).to.deep.equal([2, 3]);
    expect((await found({ leadIds: idsFrom(1, 9) }, some("1002"), 3)).leadIds).to.deep.equal([2, 3]);
    for (const scope of [some(), some("4000")]) {
      expect((await found({ leadIds: idsFrom(1, 9) }, scope)).leadIds).to.deep.equal([]);
      expect((await search().nextRange({}, scope, 0, MANY)).leadIds).to.deep.equal([]);
    }
    expect((await search().nextRange({}, some("1002"), 0, MANY)).leadIds).to.deep.equal([2, 3]);
  });

  it("tells apart list ids that JavaScript would round to the same number", async () => {
    await put(20, { list_id: "9007199254740992", phone_number: "777" });
    await put(21, { list_id: "9007199254740993", phone_number: "777" });
    expect((await found({ phone: "777" }, some("9007199254740993"))).leadIds).to.deep.equal([21]);
    expect(
      (await search().nextRange({ phone: "777" }, some("9007199254740993"), 0, MANY)).leadIds,
    ).to.deep.equal([21]);
  });

  it("finds live leads in the live table, and no archived ones", async () => {
    const { db, database } = own();
    await insertLead(database, "vicidial_list", 31, { phone_number: "5550000001", list_id: 1009 });
    const live = createTableSearch(db, database.name, "vicidial_list");
    for (const asked of [{ phone: "5550000001" }, { listId: 1009 }, { notCalledSince: "2026-01-01" }]) {
      expect(await live.find(asked, EVERY, MANY)).to.deep.include({ leadIds: [31], isWhole: true });
      expect((await live.nextRange(asked, EVERY, 0, MANY)).leadIds).to.deep.equal([31]);
    }
    expect(await live.find({ phone: "5550000001" }, some("1001"), MANY)).to.deep.include({ leadIds: [] });
  });

  it("refuses a search without an indexed filter, and names the filters to start with", async () => {
    const startable = [
      "lead_id",
      "phone_number",
      "vendor_lead_code",
      "source_id",
      "list_id",
      "last_local_call_time",
      "status",
    ];
    for (const asked of [{ enteredFrom: "2024-01-01" }, { enteredTo: "2024-01-01" }, {}])
      for (const scope of [EVERY, some("1001")])
        expect(await search().find(asked, scope, MANY)).to.deep.equal({ startable });
    expect(await search().startable()).to.deep.equal(startable);
  });

  it("treats search terms only as values, never as SQL", async () => {
    for (const text of ["' OR 1=1 -- ", "?", ":id", "%", "\\", "日本", "😀", "\0"])
      for (const asked of [
        { phone: text },
        { vendorCode: text },
        { statuses: [text] },
        { statuses: [text, "?"] },
      ])
        expect((await found(asked)).leadIds, text).to.deep.equal([]);
  });
});

describe("The search of a larger archive", () => {
  const own = useDatabase();
  const { found, search } = archiveOf(own);

  before(async () => {
    // Of 100 leads, two are in list 2, five have each status, and ten have each phone number.
    const rows = idsFrom(1, 400).map((lead_id) => ({
      lead_id,
      phone_number: `555000${lead_id % 40}`,
      list_id: lead_id % 50 === 0 ? 2 : 1,
      status: `S${lead_id % 20}`,
      last_local_call_time: lead_id % 2 ? "2025-02-01 10:00:00" : null,
      vendor_lead_code: "same",
    }));
    await own().database.root.batchInsert(ARCHIVE, rows, 200);
  });

  it("uses the index that leaves the fewest leads, and reports which", async () => {
    const told = async (asked: LeadSearch, limit = MANY) => {
      const { along, examined, isWhole, leadIds } = await found(asked, EVERY, limit);
      return [along, examined, isWhole, leadIds.length];
    };
    expect(await told({ phone: "5550000", listId: 2 })).to.deep.equal(["list_id", 8, true, 2]);
    expect(await told({ phone: "5550007", listId: 1 })).to.deep.equal(["phone_number", 10, true, 10]);
    expect(await told({ vendorCode: "same", listId: 1, statuses: ["S1"] })).to.deep.equal([
      "status",
      20,
      true,
      20,
    ]);
    expect(await told({ leadIds: [1, 2, 3], phone: "5550001" })).to.deep.equal(["lead_id", 3, true, 1]);
    expect(await told({ notCalledSince: "2025-02-01", listId: 1 }, 300)).to.deep.equal([
      "last_local_call_time",
      200,
      true,
      192,
    ]);
    expect(await told({ calledFrom: "2025-01-01", listId: 2 })).to.deep.equal(["list_id", 8, true, 0]);
    expect(await told({ calledFrom: "2025-01-01", calledTo: "2025-01-31", listId: 2 })).to.deep.equal([
      "last_local_call_time",
      0,
      true,
      0,
    ]);
    expect(await told({ vendorCode: "same", statuses: ["S1"] }, 100)).to.deep.equal(["status", 20, true, 20]);
  });

  it("examines a limited number of leads, and reports when more may match", async () => {
    const cut = await found({ vendorCode: "same", statuses: ["S0", "S1", "S2"] }, EVERY, 30);
    expect([cut.isWhole, cut.examined, cut.along]).to.deep.equal([false, 30, "vendor_lead_code"]);
    expect(cut.leadIds.length).to.be.at.most(30);
    for (const id of cut.leadIds) expect(id % 20).to.be.at.most(2);
    const alone = await found({ listId: 1 }, EVERY, 30);
    expect([alone.isWhole, alone.examined, alone.leadIds.length]).to.deep.equal([false, 30, 30]);
    expect(alone.leadIds).to.deep.equal([...alone.leadIds].sort((one, other) => one - other));
  });

  it("reports a complete result exactly at its limit, and an incomplete one beyond", async () => {
    expect(await found({ listId: 2 }, EVERY, 8)).to.include({ isWhole: true, examined: 8 });
    expect(await found({ listId: 2 }, EVERY, 7)).to.include({ isWhole: false, examined: 7 });
  });

  it("walks all ids range by range, even through ranges without a match", async () => {
    const stretches: [number, number | null][] = [];
    for (let from = 0; ; ) {
      const { leadIds, last } = await search().nextRange({ listId: 2, statuses: ["S10"] }, EVERY, from, 120);
      stretches.push([leadIds.length, last]);
      if (last === null) break;
      from = last + 1;
    }
    expect(stretches).to.deep.equal([
      [1, 120],
      [1, 240],
      [2, 360],
      [0, 400],
      [0, null],
    ]);
    expect(await search().nextRange({}, EVERY, 398, 120)).to.deep.equal({
      leadIds: [398, 399, 400],
      last: 400,
    });
  });

  it("works without indexes that the archive lacks, and reports if none is left", async () => {
    await own().database.sql(`ALTER TABLE ${ARCHIVE} DROP INDEX list_id`);
    expect(await found({ phone: "5550000", listId: 2 })).to.deep.include({
      along: "phone_number",
      examined: 10,
      leadIds: [200, 400],
    });
    expect(await search().find({ listId: 2 }, EVERY, MANY)).to.deep.equal({
      startable: [
        "lead_id",
        "phone_number",
        "vendor_lead_code",
        "source_id",
        "last_local_call_time",
        "status",
      ],
    });
    // A search along the ids still finds them.
    expect((await search().nextRange({ listId: 2 }, EVERY, 0, 120)).leadIds).to.deep.equal([50, 100]);
  });

  it("ignores prefix indexes and indexes that start with another column", async () => {
    const { database } = own();
    await database.sql(
      `ALTER TABLE ${ARCHIVE} DROP INDEX status, ADD INDEX begun (status(2)), ADD INDEX both_ (owner, entry_date)`,
    );
    expect(await search().startable()).to.not.include.members(["status"]);
    expect(await search().startable()).to.not.include.members(["entry_date"]);
    await database.sql(`ALTER TABLE ${ARCHIVE} ADD INDEX days (entry_date, owner)`);
    expect((await search().startable()).at(-1)).to.equal("entry_date");
    await database.sql(`UPDATE ${ARCHIVE} SET entry_date = '2024-02-29 10:00:00' WHERE lead_id = 77`);
    expect(await found({ enteredFrom: "2024-02-29", enteredTo: "2024-02-29" })).to.deep.include({
      leadIds: [77],
      along: "entry_date",
    });
  });

  it("reports schema drift if the archive is missing or has no index on the ids", async () => {
    await own().database.sql(`ALTER TABLE ${ARCHIVE} DROP PRIMARY KEY`);
    const work = () => search().nextRange({}, EVERY, 0, 10);
    expect(await faultOf(work())).to.deep.include({ code: "schema_drift" });
    expect((await found({ phone: "5550000" })).leadIds.length).to.equal(10);
    await own().database.sql(`RENAME TABLE ${ARCHIVE} TO elsewhere`);
    expect(await faultOf(work())).to.deep.include({ code: "schema_drift" });
    expect(await search().find({ phone: "5550000" }, EVERY, 10)).to.deep.equal({ startable: [] });
  });
});

describe("The search of a latin1 archive", () => {
  const own = useDatabase({ charset: "latin1" });
  const { put, found, search } = archiveOf(own);

  before(async () => {
    await put(1, { status: "NA", phone_number: "1", vendor_lead_code: "é" });
    await put(2, { status: "B", phone_number: "2" });
    await put(3, { status: "?", phone_number: "?", vendor_lead_code: "?" });
  });

  const everywhere = async (asked: LeadSearch) => {
    const { leadIds } = await found(asked);
    expect((await search().nextRange(asked, EVERY, 0, MANY)).leadIds).to.deep.equal(leadIds);
    return leadIds;
  };

  it("finds no leads by a text that latin1 cannot represent", async () => {
    for (const asked of [{ statuses: ["日"] }, { phone: "日" }, { vendorCode: "😀" }])
      expect(await everywhere(asked), JSON.stringify(asked)).to.deep.equal([]);
    expect(await everywhere({ phone: "1", vendorCode: "日" })).to.deep.equal([]);
    expect(await everywhere({ leadIds: [1, 2, 3], statuses: ["日"] })).to.deep.equal([]);
    expect((await found({ leadIds: [1, 2, 3], statuses: ["日"] }, EVERY, 1)).leadIds).to.deep.equal([]);
  });

  it("finds leads by texts that latin1 can represent, even next to texts that it cannot", async () => {
    expect(await everywhere({ vendorCode: "é" })).to.deep.equal([1]);
    expect(await everywhere({ statuses: ["NA", "日"] })).to.deep.equal([1]);
    expect(await everywhere({ statuses: ["日", "B", "本", "NA"] })).to.deep.equal([1, 2]);
  });
});
