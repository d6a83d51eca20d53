import { expect } from "chai";
import { fullMove, leavingLeadsUntouched, useApiSetup } from "../support/apiSetup.ts";
import { createKey, createUser, insertLead, leadIdsIn } from "../support/factories.ts";

/** Leads 1 to 3 are in lists of the campaigns SALES, SALES2 and CARE; the list of lead 4 was deleted. */
const LISTS = { 1: 1001, 2: 1002, 3: 1003, 4: 9999 } as const;

interface Group {
  readonly allowed: string | null;
  readonly sees: readonly number[];
}

const GROUPS: Readonly<Record<string, Group>> = {
  "one campaign": { allowed: " SALES -", sees: [1] },
  "two campaigns": { allowed: " SALES CARE -", sees: [1, 3] },
  "a campaign whose name begins alike": { allowed: " SALES2 -", sees: [2] },
  "every campaign": { allowed: " -ALL-CAMPAIGNS- - -", sees: [1, 2, 3, 4] },
  "every campaign and one by name": { allowed: " SALES -ALL-CAMPAIGNS- -", sees: [1, 2, 3, 4] },
  "a deleted campaign": { allowed: " OLD -", sees: [] },
  "no campaign": { allowed: " -", sees: [] },
  "nothing at all": { allowed: "", sees: [] },
  "no value": { allowed: null, sees: [] },
  "a word that only looks like every campaign": { allowed: " ALL-CAMPAIGNS X-ALL-CAMPAIGNS- -", sees: [] },
  "a wildcard": { allowed: " % * -", sees: [] },
};

describe("A key that sees the leads of its user's campaigns", () => {
  const setup = useApiSetup();

  before(async () => {
    await setup()
      .database.root("vicidial_lists")
      .insert([
        { list_id: 1001, campaign_id: "SALES", active: "Y" },
        { list_id: 1002, campaign_id: "SALES2", active: "Y" },
        { list_id: 1003, campaign_id: "CARE", active: "N" },
      ]);
  });

  beforeEach(async () => {
    for (const [id, list] of Object.entries(LISTS))
      await insertLead(setup().database, "vicidial_list_archive", Number(id), { list_id: list });
  });

  async function keyOf(user: string, allowed: string | null): Promise<Record<string, string>> {
    const { database } = setup();
    await createUser(database, user);
    const group = database.root("vicidial_user_groups").where({ user_group: `G_${user}` });
    await group.update({ allowed_campaigns: allowed });
    const { key } = await createKey(database, { vicidialUser: user });
    return { Authorization: `Key=${key}` };
  }

  async function expectSees(headers: Record<string, string>, sees: readonly number[]): Promise<void> {
    const all = Object.keys(LISTS).map(Number);
    const hidden = all.filter((id) => !sees.includes(id));
    if (hidden.length > 0) {
      const answer = await leavingLeadsUntouched(setup(), () => setup().dearchive(fullMove(all), headers));
      expect(answer.status).to.equal(400);
      expect(answer.text).to.equal(
        `{"message":"lead_ids does not exist","lead_errors":${hidden.length},"lead_count":${hidden.length},"lead_ids":[${hidden.join()}]}`,
      );
    }
    if (sees.length > 0) {
      expect((await setup().dearchive(fullMove(sees), headers)).status).to.equal(200);
      expect(await leadIdsIn(setup().database, "vicidial_list")).to.deep.equal(sees);
    }
  }

  Object.entries(GROUPS).forEach(([what, { allowed, sees }], n) => {
    const leads = sees.length === 0 ? "none" : sees.join(", ");
    it(`sees the right leads if the group allows ${what}: ${leads}`, async () => {
      await expectSees(await keyOf(`scope${n}`, allowed), sees);
    });
  });

  it("sees no leads if the group is deleted", async () => {
    const headers = await keyOf("nogroup", " -ALL-CAMPAIGNS- -");
    await setup().database.root("vicidial_user_groups").where({ user_group: "G_nogroup" }).delete();
    await expectSees(headers, []);
  });

  it("follows a list that moves to another campaign", async () => {
    const { database } = setup();
    const headers = await keyOf("moving", " CARE -");
    await expectSees(headers, [3]);
    await database.root("vicidial_list").delete();
    await insertLead(database, "vicidial_list_archive", 3, { list_id: 1003 });
    await database.root("vicidial_lists").where({ list_id: 1001 }).update({ campaign_id: "CARE" });
    await expectSees(headers, [1, 3]);
    await database.root("vicidial_lists").where({ list_id: 1001 }).update({ campaign_id: "SALES" });
  });
});
