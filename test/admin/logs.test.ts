import { expect } from "chai";
import { makeApiKey } from "../../server/keys/apiKey.ts";
import { createAdminLog } from "../../server/vicidial/adminLog.ts";
import { DEARCHIVE, fullMove, useApiSetup } from "../support/apiSetup.ts";
import { post } from "../support/client.ts";
import { connectTo, createTestDatabase } from "../support/database.ts";
import { insertLeads } from "../support/factories.ts";
import { until } from "../support/waiting.ts";

interface ApiLogRow {
  user: string;
  function: string;
  result: string;
  result_reason: string;
  value: string;
  data: string;
  api_script: string;
  source: string;
}

describe("Vicidial's API log", () => {
  const setup = useApiSetup();

  async function rows(): Promise<readonly ApiLogRow[]> {
    return setup().database.sql<ApiLogRow>("SELECT * FROM vicidial_api_log ORDER BY api_id");
  }

  async function rowAfter(work: () => Promise<unknown>): Promise<ApiLogRow> {
    await setup().database.sql("DELETE FROM vicidial_api_log");
    await work();
    await until("the call is in Vicidial's log", async () => (await rows()).length > 0);
    return (await rows())[0] ?? expect.fail("no row");
  }

  it("has a row for each call with its user and result, but without the API key", async () => {
    await insertLeads(setup().database, "vicidial_list_archive", [1, 2]);
    const moved = await rowAfter(() => setup().dearchive(fullMove([1, 2])));
    expect(moved).to.include({
      user: "apiuser",
      api_script: "dearchive",
      function: "lead_dearchive",
      value: "2 leads",
      result: "SUCCESS",
      result_reason: "2 inserted, 0 updated, 2 deleted",
      source: "dearchive",
    });
    expect(moved.data).to.match(
      /^200 2 leads key=\d+ customer=default request=[\w-]{36} POST \/vicidial\/leads\/dearchive$/,
    );
    const refused = await rowAfter(() => setup().dearchive(fullMove([7])));
    expect(refused).to.include({ result: "ERROR", result_reason: "ids_missing", value: "1 leads" });
    expect(JSON.stringify([moved, refused])).to.not.include(setup().key);
  });

  it("starts its data with the status and the lead count or reason, because the report shows only 20 characters", async () => {
    const refused = await rowAfter(() => setup().dearchive(fullMove([7])));
    expect(refused.data.slice(0, 20)).to.match(/^400 ids_missing/);
  });

  /** The address and URL that Vicidial's report shows for each row of the plugin. */
  const urlRows = () =>
    setup().database.sql<{ ip: string | null; url: string | null; request: string; dated: number }>(
      `SELECT urls.remote_ip AS ip, urls.url, REGEXP_SUBSTR(log.data, 'request=[0-9a-f-]+') AS request, urls.api_date = log.api_date AS dated
       FROM vicidial_api_log AS log LEFT JOIN vicidial_api_urls AS urls USING (api_id) ORDER BY api_id`,
    );

  it("records the address and path of each request, even when many arrive at once", async () => {
    const { database, dearchive, key } = setup();
    await database.sql("DELETE FROM vicidial_api_log");
    await Promise.all(Array.from({ length: 12 }, () => dearchive(fullMove([7]))));
    await until("all requests are in Vicidial's log", async () => (await rows()).length === 12);
    await until("all have an address", async () => (await urlRows()).every(({ ip }) => ip !== null));
    for (const { ip, url, request, dated } of await urlRows())
      expect({ ip, url, dated }).to.deep.equal({
        ip: "127.0.0.1",
        url: `/vicidial/leads/dearchive?${request}`,
        dated: 1,
      });
    expect(JSON.stringify(await urlRows())).to.not.include(key);
  });

  it("is also written when Vicidial has no table of URLs", async () => {
    const { database, dearchive } = setup();
    await database.sql("RENAME TABLE vicidial_api_urls TO elsewhere");
    expect((await rowAfter(() => dearchive(fullMove([7])))).result).to.equal("ERROR");
    await database.sql("RENAME TABLE elsewhere TO vicidial_api_urls");
  });

  it("has no rows for calls with an unknown key", async () => {
    const known = await rowAfter(async () => {
      await post(setup().server.url + DEARCHIVE, makeApiKey(), fullMove([1]));
      await setup().dearchive(fullMove([7]));
    });
    expect(known.result_reason).to.equal("ids_missing");
    expect(await rows()).to.have.length(1);
  });

  it("never fails a call when writing to it fails", async () => {
    const { database } = setup();
    await insertLeads(database, "vicidial_list_archive", [1]);
    await database.sql("DELETE FROM vicidial_api_log");
    await database.sql("RENAME TABLE vicidial_api_log TO elsewhere");
    expect((await setup().dearchive(fullMove([1]))).status).to.equal(200);
    await database.sql("RENAME TABLE elsewhere TO vicidial_api_log");
    await setup().dearchive(fullMove([7]));
    await until("later calls are in Vicidial's log again", async () =>
      (await rows()).some((row) => row.result_reason === "ids_missing"),
    );
  });
});

describe("Vicidial's admin log", () => {
  it("records every change, even when its columns or character set cannot hold the full text", async () => {
    const database = await createTestDatabase({ charset: "latin1" });
    const db = connectTo(database);
    try {
      const write = createAdminLog(db, database.name);
      const event = {
        section: "APIKEYS",
        type: "ADD",
        recordId: 7,
        code: `made 数 ${"x".repeat(300)}`,
        notes: "limit: 500",
      } as const;
      const actor = { user: "boss", address: "2001:db8:85a3::8a2e:370:7334" };
      await write(event, actor, new Date("2026-11-25T10:00:00Z"));
      const [row] = await database.sql<Record<string, string>>("SELECT * FROM vicidial_admin_log");
      expect(row).to.include({
        event_date: "2026-11-25 10:00:00",
        user: "boss",
        ip_address: "2001:db8:85a3::",
        event_section: "APIKEYS",
        event_type: "ADD",
        record_id: "7",
        event_notes: "limit: 500",
        event_sql: "",
      });
      expect(row?.["event_code"])
        .to.match(/^Lead Dearchive: made \? x+$/)
        .and.have.length(255);

      await write({ ...event, notes: 'label: <img src="x">' }, actor, new Date());
      const shown = await database.sql<{ event_notes: string }>(
        "SELECT event_notes FROM vicidial_admin_log ORDER BY admin_log_id DESC LIMIT 1",
      );
      expect(shown[0]?.event_notes, "text in Vicidial's report, not markup").to.equal(
        "label: &lt;img src=&quot;x&quot;>",
      );
    } finally {
      await db.destroy();
      await database.drop();
    }
  });
});
