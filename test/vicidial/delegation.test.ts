import { expect } from "chai";
import {
  type ExceededRight,
  exceedsOwnRights,
  mayDecideForAll,
  mayRevoke,
  type Person,
} from "../../server/vicidial/delegation.ts";
import type { VicidialUser } from "../../server/vicidial/users.ts";

const USER: VicidialUser = {
  user: "crm",
  active: true,
  level: 8,
  modifyLeads: "1",
  apiAccess: true,
  apiFunctions: ["ALL_FUNCTIONS"],
  group: "SALES_TEAM",
  allowedCampaigns: ["SALES"],
};
const EVERYTHING: Person = {
  level: 8,
  mayModifyLeads: true,
  allowedCampaigns: ["-ALL-CAMPAIGNS-"],
  viewableGroups: null,
};

describe("A key that acts as a user can be created", () => {
  const CASES: Readonly<
    Record<string, readonly [Partial<Person>, Partial<VicidialUser>, ExceededRight | undefined]>
  > = {
    "by a user of level 9, regardless of other rights": [
      { level: 9, mayModifyLeads: false, allowedCampaigns: [] },
      { level: 9, allowedCampaigns: ["-ALL-CAMPAIGNS-"] },
      undefined,
    ],
    "by a user of the same level": [{}, {}, undefined],
    "by a user with more lists": [{ allowedCampaigns: ["SALES", "HELP"] }, {}, undefined],
    "never by a user of a lower level": [{}, { level: 9 }, "higher_level"],
    "never by a user who may not modify leads": [{ mayModifyLeads: false }, {}, "no_modify_leads"],
    "never by a user with other lists": [{ allowedCampaigns: ["HELP"] }, {}, "other_campaigns"],
    "never by a user with some lists, for a user with all": [
      { allowedCampaigns: ["SALES"] },
      { allowedCampaigns: ["-ALL-CAMPAIGNS-"] },
      "other_campaigns",
    ],
    "by a user who may view the group, ignoring case": [
      { viewableGroups: ["HELP", "sales_team"] },
      {},
      undefined,
    ],
    "never by a user who may not view the group, at any level": [
      { level: 9, viewableGroups: ["HELP"] },
      {},
      "hidden_group",
    ],
    "by a user with all lists, for a user with none": [{}, { allowedCampaigns: [] }, undefined],
  };
  for (const [what, [person, user, expected]] of Object.entries(CASES))
    it(what, () => {
      expect(exceedsOwnRights({ ...EVERYTHING, ...person }, { ...USER, ...user })).to.equal(expected);
    });

  it("only by level 9 for a user that Vicidial does not know", () => {
    expect(exceedsOwnRights(EVERYTHING, undefined)).to.equal("higher_level");
    expect(exceedsOwnRights({ ...EVERYTHING, level: 9 }, undefined)).to.equal(undefined);
  });
});

describe("A key that acts as a user can be revoked", () => {
  const ofSales = { ...EVERYTHING, allowedCampaigns: ["SALES"] };

  it("by a user with all campaigns or level 9, regardless of the rights of the key's user", () => {
    for (const person of [EVERYTHING, { ...ofSales, level: 9 }]) {
      expect(mayRevoke(person, { ...USER, level: 9, allowedCampaigns: ["-ALL-CAMPAIGNS-"] })).to.equal(true);
      expect(mayRevoke(person, undefined)).to.equal(true);
    }
  });

  it("by a user with some campaigns, if the key's user has no others", () => {
    expect(mayRevoke(ofSales, { ...USER, level: 9 })).to.equal(true);
    expect(mayRevoke(ofSales, { ...USER, allowedCampaigns: ["SALES", "HELP"] })).to.equal(false);
    expect(mayRevoke(ofSales, undefined)).to.equal(false);
  });

  it("never by a user who may not view the group of the key's user", () => {
    const viewer = { ...EVERYTHING, level: 9, viewableGroups: ["HELP"] };
    expect(mayRevoke(viewer, USER)).to.equal(false);
    expect(mayRevoke(viewer, undefined)).to.equal(false);
  });
});

describe("Rules that affect every API key can be set", () => {
  it("only by a user with all campaigns or level 9", () => {
    expect(mayDecideForAll(EVERYTHING)).to.equal(true);
    expect(mayDecideForAll({ level: 9, allowedCampaigns: [] })).to.equal(true);
    expect(mayDecideForAll({ level: 8, allowedCampaigns: ["SALES", "HELP"] })).to.equal(false);
  });
});
