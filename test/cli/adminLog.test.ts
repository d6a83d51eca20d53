import { expect } from "chai";
import { useCommandLine } from "../support/commandLine.ts";
import { createUser } from "../support/factories.ts";

describe("Keys changed on the command line", () => {
  const line = useCommandLine();

  it("leave a row in Vicidial's admin log, as those of the pages do", async () => {
    await createUser(line().database, "crm");
    const { id } = await line().json<{ id: number }>("keys", "create", "--label", "CRM", "--user", "crm");
    await line().json("keys", "revoke", String(id));
    const rows = await line().database.sql(
      "SELECT user, event_section AS section, event_type AS type, record_id AS record FROM vicidial_admin_log ORDER BY admin_log_id",
    );
    const user = "vicidial-dearchive";
    expect(rows).to.deep.equal([
      { user, section: "APIKEYS", type: "ADD", record: String(id) },
      { user, section: "APIKEYS", type: "DELETE", record: String(id) },
    ]);
  });
});
