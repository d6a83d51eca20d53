import { expect } from "chai";
import { fullMove, useApiSetup } from "../support/apiSetup.ts";
import { type Answer, send } from "../support/client.ts";
import { insertLeads, leadIdsIn } from "../support/factories.ts";
import { idsFrom } from "../support/leadIds.ts";
import { until } from "../support/waiting.ts";

const POOL = 4;
/** More than the customer's connections. */
const CALLS = 12;
const DRY_RUN = { Prefer: "handling=dry-run" };

describe("Requests that wait for locked leads", () => {
  const setup = useApiSetup({ engine: "innodb", config: { poolSize: POOL, lockWaitSeconds: 30 } });

  async function holdLead(id: number) {
    const holder = await setup().database.root.transaction();
    await holder.raw("SELECT lead_id FROM vicidial_list_archive WHERE lead_id = ? FOR UPDATE", [id]);
    return holder;
  }

  it("leave connections for user lookups, list lookups, health checks and replays", async () => {
    const { database, server, dearchive } = setup();
    await insertLeads(database, "vicidial_list_archive", [1, 2]);
    const first = await dearchive(fullMove([2]), { "Idempotency-Key": "earlier" });
    expect(first.status).to.equal(200);
    const holder = await holdLead(1);
    let waiting: readonly Promise<Answer>[] = [];
    try {
      waiting = idsFrom(1, CALLS).map(() => dearchive(fullMove([1])));
      await until("a call waits for the lead", async () => {
        const rows = await database.sql(
          "SELECT id FROM information_schema.processlist WHERE db = ? AND user = 'cron' AND info LIKE '%FOR UPDATE%'",
          [database.name],
        );
        return rows.length > 1;
      });
      const health = await send(`${server.url}/vicidial/dearchive/health`, {});
      expect(health.body).to.deep.include({ ready: true, customers: { default: true } });
      expect((await dearchive({})).text).to.include("insert_leads must be a boolean value");
      const replayed = await dearchive(fullMove([2]), { "Idempotency-Key": "earlier" });
      expect([replayed.status, replayed.text]).to.deep.equal([200, first.text]);
    } finally {
      await holder.rollback();
    }
    const answers = await Promise.all(waiting);
    expect(answers.filter(({ status }) => status === 200)).to.have.length(1);
    for (const { status, text } of answers) if (status !== 200) expect(text).to.include("does not exist");
    expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal([1, 2]);
  });

  it("can also be dry runs, which queue for a connection", async () => {
    await insertLeads(setup().database, "vicidial_list_archive", [1, 2]);
    const answers = await Promise.all(idsFrom(1, CALLS).map(() => setup().dearchive(fullMove([1]), DRY_RUN)));
    for (const { status } of answers) expect(status).to.equal(200);
  });
});
