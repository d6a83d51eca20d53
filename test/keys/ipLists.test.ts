import { expect } from "chai";
import { createUsers } from "../../server/vicidial/users.ts";

import { fullMove, leavingLeadsUntouched, useApiSetup } from "../support/apiSetup.ts";
import { connectTo } from "../support/database.ts";
import { insertLeads } from "../support/factories.ts";
import { createMemoryLog } from "../support/log.ts";
import { until } from "../support/waiting.ts";

describe("A key that obeys Vicidial's IP lists", () => {
  const log = createMemoryLog();
  const setup = useApiSetup({ plugin: { logger: log.logger } });

  const settings = (columns: Record<string, string>) =>
    setup().database.root("system_settings").update(columns);
  const user = (columns: Record<string, string>) =>
    setup().database.root("vicidial_users").where({ user: "apiuser" }).update(columns);
  const group = (columns: Record<string, string>) =>
    setup().database.root("vicidial_user_groups").update(columns);
  const entry = (list: string, address: string) =>
    setup().database.root("vicidial_ip_list_entries").insert({ ip_list_id: list, ip_address: address });

  beforeEach(async () => {
    await setup().database.root("vicidial_ip_list_entries").delete();
    await settings({ allow_ip_lists: "1", system_ip_blacklist: "" });
    await group({ api_ip_list: "", admin_ip_list: "" });
    await user({ ignore_ip_list: "0" });
    await insertLeads(setup().database, "vicidial_list_archive", [1]);
  });

  async function expectAccepted(): Promise<void> {
    expect((await setup().dearchive(fullMove([1]))).status).to.equal(200);
  }

  async function expectRefused(): Promise<void> {
    const answer = await leavingLeadsUntouched(setup(), () => setup().dearchive(fullMove([1])));
    expect(answer.status).to.equal(401);
    expect(answer.body).to.deep.equal({ message: "unable to validate api user" });
    expect(log.lines().at(-1)).to.include({ status: 401, reason: "ip_list" });
  }

  it("is accepted from any address without a list, and from the addresses of its group's API list", async () => {
    await expectAccepted();
    await insertLeads(setup().database, "vicidial_list_archive", [1]);
    await setup().database.root("vicidial_list").delete();
    await group({ api_ip_list: "CRM" });
    await entry("CRM", "127.0.0.1");
    await expectAccepted();
  });

  it("is accepted from a class C network on the list", async () => {
    await group({ api_ip_list: "CRM" });
    await entry("CRM", "127.0.0.x");
    await expectAccepted();
  });

  it("is refused from an address that is not on the group's API list, with the reason in both logs", async () => {
    await group({ api_ip_list: "CRM" });
    await entry("CRM", "192.0.2.1");
    await expectRefused();
    const rows = () =>
      setup().database.sql("SELECT user, result FROM vicidial_api_log WHERE result_reason = 'ip_list'");
    await until("the refusal is in Vicidial's API log", async () => (await rows()).length > 0);
    expect(await rows()).to.deep.equal([{ user: "apiuser", result: "ERROR" }]);
  });

  it("is refused from an address on the system's blacklist, even if the group's list has it", async () => {
    await group({ api_ip_list: "CRM" });
    await entry("CRM", "127.0.0.1");
    await settings({ system_ip_blacklist: "BLACK" });
    await entry("BLACK", "127.0.0.x");
    await expectRefused();
  });

  it("ignores the list for the admin pages", async () => {
    await group({ admin_ip_list: "OFFICE" });
    await expectAccepted();
  });

  it("is accepted from any address if its user ignores IP lists or the system does not use them", async () => {
    await group({ api_ip_list: "CRM" });
    await user({ ignore_ip_list: "1" });
    await expectAccepted();
    await insertLeads(setup().database, "vicidial_list_archive", [1]);
    await setup().database.root("vicidial_list").delete();
    await user({ ignore_ip_list: "0" });
    await settings({ allow_ip_lists: "0" });
    await expectAccepted();
  });

  it("costs no query while the system does not use IP lists", async () => {
    await settings({ allow_ip_lists: "0" });
    await group({ api_ip_list: "CRM" });
    const db = connectTo(setup().database);
    const sent: string[] = [];
    db.on("query", ({ sql }: { sql: string }) => sent.push(sql));
    const users = createUsers(db, setup().database.name);
    const account = (await users.find("apiuser")) ?? expect.fail("no user");
    expect(await users.block(account, "192.0.2.1")).to.equal(false);
    await db.destroy();
    expect(sent).to.have.length(1);
  });

  it("works with Vicidial versions without IP lists", async () => {
    const { database } = setup();
    await database.sql("ALTER TABLE system_settings DROP COLUMN allow_ip_lists");
    await expectAccepted();
    await database.sql("ALTER TABLE system_settings ADD allow_ip_lists ENUM('0','1') DEFAULT '0'");
  });
});
