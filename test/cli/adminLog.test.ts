import { expect } from "chai";
import { useCommandLine } from "../support/commandLine.ts";
import { createUser } from "../support/factories.ts";

describe("Command line changes", () => {
  const line = useCommandLine();

  it("to office hours write a row to Vicidial's admin log, like changes on the pages", async () => {
    const weekly = ["--weekly", "mon-fri 08:00-17:00"];
    await line().json("hours", "set", "office", ...weekly, "--timezone", "UTC");
    await line().json("hours", "set", "office", "--mode", "off");
    await line().json("hours", "remove", "office");
    const rows = await line().database.sql(
      "SELECT event_type AS type, record_id AS record FROM vicidial_admin_log WHERE event_section = 'OFFICEHOURS' ORDER BY admin_log_id",
    );
    expect(rows).to.deep.equal(["ADD", "MODIFY", "DELETE"].map((type) => ({ type, record: "office" })));
  });

  it("to API keys write a row to Vicidial's admin log, like changes on the pages", async () => {
    await createUser(line().database, "crm");
    const { id } = await line().json<{ id: number }>("keys", "create", "--label", "CRM", "--user", "crm");
    await line().json("keys", "revoke", String(id), "--yes");
    const rows = await line().database.sql(
      "SELECT user, event_section AS section, event_type AS type, record_id AS record FROM vicidial_admin_log WHERE event_section = 'APIKEYS' ORDER BY admin_log_id",
    );
    const user = "vicidial-dearchive";
    expect(rows).to.deep.equal([
      { user, section: "APIKEYS", type: "ADD", record: String(id) },
      { user, section: "APIKEYS", type: "DELETE", record: String(id) },
    ]);
  });
});
