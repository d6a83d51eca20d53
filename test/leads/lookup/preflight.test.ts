import { expect } from "chai";
import { createPreflight, type PreflightOutcome } from "../../../server/leads/lookup/preflight.ts";
import { ARCHIVE, DEARCHIVE } from "../../../server/leads/tables/direction.ts";
import { insertLead, insertLeads } from "../../support/factories.ts";
import { idsFrom } from "../../support/leadIds.ts";
import { readStates } from "../../support/leadStates.ts";
import { faultOf } from "../../support/mover.ts";
import { useDatabase } from "../../support/ownDatabase.ts";

const [LIVE, ARCHIVED] = ["vicidial_list", "vicidial_list_archive"] as const;

describe("The preflight of a move", () => {
  const own = useDatabase();
  const preflight = () => createPreflight(own().db, own().database.name);

  before(async () => {
    const { database } = own();
    await database.sql(`ALTER TABLE ${ARCHIVED} ADD COLUMN vip VARCHAR(9) DEFAULT 'no'`);
    await insertLead(database, ARCHIVED, 1, { list_id: 1001 });
    for (const table of [LIVE, ARCHIVED]) await insertLead(database, table, 2);
    await insertLead(database, ARCHIVED, 3, { last_name: "Smith", list_id: 1003 });
    await insertLead(database, LIVE, 3, { last_name: "SMITH", list_id: 1004 });
    await insertLead(database, ARCHIVED, 4, { vip: "yes" });
    await insertLead(database, ARCHIVED, 5, { vip: null });
    await insertLead(database, ARCHIVED, 6, { vip: "yes" });
    await insertLead(database, LIVE, 6);
    await insertLead(database, LIVE, 7);
    await insertLead(database, ARCHIVED, 8, { list_id: "9007199254740993" });
  });

  const PROSPECTS: readonly (readonly [string, number, PreflightOutcome, string | null])[] = [
    ["will move if it is only in the archive", 1, "absent", "1001"],
    ["will leave the archive if its live twin is equal", 2, "equal", "1001"],
    ["will stay if its live twin differs, even only in letter case", 3, "differs", "1003"],
    ["will be refused if only the archive has a column for its data", 4, "refused", "1001"],
    ["will be refused if that column is NULL but not NULL by default", 5, "refused", "1001"],
    ["will stay if its live twin lacks data that only the archive has a column for", 6, "differs", "1001"],
    ["is missing if it is only live", 7, "missing", null],
    ["will move even if its list id is too large for a JavaScript number", 8, "absent", "9007199254740993"],
    ["is missing if it is in neither table", 9, "missing", null],
  ];
  for (const [what, leadId, outcome, listId] of PROSPECTS)
    it(`reports that a lead ${what}`, async () => {
      expect(await preflight().of(DEARCHIVE, [leadId])).to.deep.equal([{ leadId, outcome, listId }]);
    });

  it("reports many leads in the requested order, and changes none", async () => {
    const { database } = own();
    await insertLeads(database, ARCHIVED, idsFrom(1000, 1600));
    const before = await readStates(database);
    const asked = [9, ...idsFrom(1000, 1600).reverse(), 7, 6, 5, 4, 3, 2, 1];
    const told = await preflight().of(DEARCHIVE, asked);
    expect(told.map(({ leadId }) => leadId)).to.deep.equal(asked);
    expect(told.filter(({ outcome }) => outcome === "absent").length).to.equal(602);
    expect(told.slice(-7).map(({ outcome }) => outcome)).to.deep.equal(
      [7, 6, 5, 4, 3, 2, 1].map((id) => PROSPECTS.find(([, leadId]) => leadId === id)?.[2]),
    );
    expect(await readStates(database)).to.deep.equal(before);
    expect(await preflight().of(DEARCHIVE, [])).to.deep.equal([]);
  });

  it("covers archiving too, where a column that only the archive has gets its default", async () => {
    const told = await preflight().of(ARCHIVE, [7, 2, 3, 1]);
    expect(told.map(({ outcome }) => outcome)).to.deep.equal(["absent", "equal", "differs", "missing"]);
  });

  it("works while another session holds locks on the same leads", async () => {
    const { database } = own();
    for (const table of [LIVE, ARCHIVED]) await database.sql(`ALTER TABLE ${table} ENGINE=InnoDB`);
    await database.root.transaction(async (session) => {
      for (const table of [LIVE, ARCHIVED]) await session.raw(`SELECT lead_id FROM ${table} FOR UPDATE`);
      expect((await preflight().of(DEARCHIVE, [3]))[0]?.outcome).to.equal("differs");
    });
  });
});

describe("Obstacles to every move", () => {
  const own = useDatabase();
  const preflight = () => createPreflight(own().db, own().database.name);

  async function expectRefused(detail: string): Promise<void> {
    for (const work of [() => preflight().refuseObstacles(DEARCHIVE), () => preflight().of(DEARCHIVE, [1])]) {
      const fault = await faultOf(work());
      expect(fault.code).to.equal("schema_drift");
      expect("detail" in fault && fault.detail).to.contain(detail);
    }
  }

  it("do not exist between tables that match or differ only by an extra column", async () => {
    await preflight().refuseObstacles(DEARCHIVE);
    await own().database.sql(`ALTER TABLE ${ARCHIVED} ADD COLUMN vip INT`);
    await preflight().refuseObstacles(DEARCHIVE);
    await preflight().refuseObstacles(ARCHIVE);
  });

  it("include a column whose type cannot take any value, reported by name", async () => {
    await own().database.sql(`ALTER TABLE ${ARCHIVED} MODIFY entry_date TIMESTAMP NULL`);
    await expectRefused('"entry_date"');
    await own().database.sql(`ALTER TABLE ${ARCHIVED} MODIFY entry_date DATETIME`);
    await preflight().refuseObstacles(DEARCHIVE);
  });

  it("include a missing archive", async () => {
    await own().database.sql(`RENAME TABLE ${ARCHIVED} TO elsewhere`);
    await expectRefused("missing");
  });
});
