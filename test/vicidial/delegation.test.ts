import { expect } from "chai";
import { type Overreach, overreach, type Person } from "../../server/vicidial/delegation.ts";
import type { VicidialUser } from "../../server/vicidial/users.ts";

const USER: VicidialUser = {
  user: "crm",
  active: true,
  level: 8,
  modifyLeads: "1",
  apiAccess: true,
  apiFunctions: ["ALL_FUNCTIONS"],
  allowedCampaigns: ["SALES"],
};

describe("A key that acts as a user may be made", () => {
  const everything = { level: 8, mayModifyLeads: true, allowedCampaigns: ["-ALL-CAMPAIGNS-"] };
  const CASES: Readonly<
    Record<string, readonly [Partial<Person>, Partial<VicidialUser>, Overreach | undefined]>
  > = {
    "by somebody of level 9, whatever the user may do": [
      { level: 9, mayModifyLeads: false, allowedCampaigns: [] },
      { level: 9, allowedCampaigns: ["-ALL-CAMPAIGNS-"] },
      undefined,
    ],
    "by somebody of the user's own level": [{}, {}, undefined],
    "by somebody who reaches more lists": [{ allowedCampaigns: ["SALES", "HELP"] }, {}, undefined],
    "never by somebody of a lower level": [{}, { level: 9 }, "higher_level"],
    "never by somebody who may not modify leads": [{ mayModifyLeads: false }, {}, "no_modify_leads"],
    "never by somebody who reaches other lists": [{ allowedCampaigns: ["HELP"] }, {}, "other_campaigns"],
    "never by somebody who reaches some lists, of a user of all": [
      { allowedCampaigns: ["SALES"] },
      { allowedCampaigns: ["-ALL-CAMPAIGNS-"] },
      "other_campaigns",
    ],
    "by somebody of all lists, of a user of none": [{}, { allowedCampaigns: [] }, undefined],
  };
  for (const [what, [person, user, expected]] of Object.entries(CASES))
    it(what, () => {
      expect(overreach({ ...everything, ...person }, { ...USER, ...user })).to.equal(expected);
    });

  it("for a user that Vicidial does not know, by nobody but level 9", () => {
    expect(overreach(everything, undefined)).to.equal("higher_level");
    expect(overreach({ ...everything, level: 9 }, undefined)).to.equal(undefined);
  });
});
