import { expect } from "chai";
import { fullMove, leavingLeadsUntouched, useApiSetup } from "../support/apiSetup.ts";
import { createKey, createUser, insertLeads, leadIdsIn } from "../support/factories.ts";
import { createMemoryLog } from "../support/log.ts";

interface Case {
  readonly what: string;
  readonly columns: Readonly<Record<string, string | number | null>>;
  /** The reason in the log, which the answer does not reveal. */
  readonly reason: string;
}

const REFUSED: readonly Case[] = [
  { what: "is not active", columns: { active: "N" }, reason: "inactive_user" },
  { what: "has level 7", columns: { user_level: 7 }, reason: "user_level" },
  { what: "has no level", columns: { user_level: null }, reason: "user_level" },
  { what: "has modify_leads 0", columns: { modify_leads: "0" }, reason: "no_modify_leads" },
  { what: "has modify_leads 2", columns: { modify_leads: "2" }, reason: "no_modify_leads" },
  { what: "has modify_leads 6", columns: { modify_leads: "6" }, reason: "no_modify_leads" },
  { what: "has no modify_leads", columns: { modify_leads: null }, reason: "no_modify_leads" },
  { what: "has no API access", columns: { vdc_agent_api_access: "0" }, reason: "no_api_access" },
  {
    what: "may call other functions only",
    columns: { api_allowed_functions: " version lead_dearchive_all add_lead " },
    reason: "function_not_allowed",
  },
  { what: "may call no function", columns: { api_allowed_functions: "" }, reason: "function_not_allowed" },
];

const ACCEPTED: readonly Omit<Case, "reason">[] = [
  { what: "has level 8", columns: { user_level: 8 } },
  { what: "has level 9", columns: { user_level: 9 } },
  { what: "may call every function", columns: { api_allowed_functions: " ALL_FUNCTIONS " } },
  {
    what: "may call lead_dearchive",
    columns: { api_allowed_functions: " add_lead lead_dearchive version " },
  },
];

const EVERY_RIGHT = {
  active: "Y",
  user_level: 8,
  modify_leads: "1",
  vdc_agent_api_access: "1",
  api_allowed_functions: " ALL_FUNCTIONS ",
};

describe("A key that acts as its Vicidial user", () => {
  const log = createMemoryLog();
  const setup = useApiSetup({ plugin: { logger: log.logger } });

  beforeEach(async () => {
    const { database } = setup();
    await insertLeads(database, "vicidial_list_archive", [1]);
    await database.root("vicidial_users").where({ user: "apiuser" }).update(EVERY_RIGHT);
  });

  async function expectRefused(reason: string, key = setup().key): Promise<void> {
    const answer = await leavingLeadsUntouched(setup(), () =>
      setup().dearchive(fullMove([1]), { Authorization: `Key=${key}` }),
    );
    expect(answer.status).to.equal(401);
    expect(answer.text).to.equal('{"message":"unable to validate api user"}');
    expect(log.lines().at(-1)).to.include({ status: 401, reason });
  }

  for (const { what, columns, reason } of REFUSED) {
    it(`is refused at once when that user ${what}`, async () => {
      await setup().database.root("vicidial_users").where({ user: "apiuser" }).update(columns);
      await expectRefused(reason);
    });
  }

  for (const { what, columns } of ACCEPTED) {
    it(`is accepted when that user ${what}`, async () => {
      await setup().database.root("vicidial_users").where({ user: "apiuser" }).update(columns);
      expect((await setup().dearchive(fullMove([1]))).status).to.equal(200);
      expect(await leadIdsIn(setup().database, "vicidial_list")).to.deep.equal([1]);
    });
  }

  it("is refused when that user is deleted", async () => {
    const { database } = setup();
    await createUser(database, "gone");
    const { key } = await createKey(database, { vicidialUser: "gone" });
    await database.root("vicidial_users").where({ user: "gone" }).delete();
    await expectRefused("unknown_user", key);
  });
});
