import { expect } from "chai";
import { queryRows } from "../../../server/db/sql.ts";
import { createCallerLeads } from "../../../server/leads/lookup/callerLeads.ts";
import type { ListScope } from "../../../server/vicidial/lists.ts";
import { insertLead, insertLeads } from "../../support/factories.ts";
import { idsFrom } from "../../support/leadIds.ts";
import { useDatabase } from "../../support/ownDatabase.ts";

const EVERY: ListScope = { kind: "every" };

describe("The lead of a caller", () => {
  const own = useDatabase();
  const callerLead = () => createCallerLeads(own().db, own().database.name);

  before(async () => {
    const { database } = own();
    await insertLeads(database, "vicidial_list_archive", idsFrom(1, 2500));
    await insertLeads(database, "vicidial_list", idsFrom(3001, 4000));
    await database.sql("UPDATE vicidial_list_archive SET phone_number = '777' WHERE lead_id IN (5, 250)");
    await database.sql("UPDATE vicidial_list_archive SET phone_number = '0' WHERE lead_id > 1400");
    await insertLead(database, "vicidial_list_archive", 9001, { phone_number: "888", list_id: 2000 });
    await insertLead(database, "vicidial_list", 9002, { phone_number: "888", list_id: 2000 });
  });

  it("is the newest archived one, unless one is live", async () => {
    expect(await callerLead()("777", EVERY)).to.deep.equal({ location: "archived", leadId: 250 });
    expect(await callerLead()("888", EVERY)).to.deep.equal({ location: "live" });
    expect(await callerLead()("888", EVERY, 9002)).to.deep.equal({ location: "archived", leadId: 9001 });
    expect(await callerLead()("999", EVERY)).to.deep.equal({ location: "none" });
  });

  it("is none for a number that very many leads share, and in lists that the user may not see", async () => {
    expect(await callerLead()("0", EVERY)).to.deep.equal({ location: "none" });
    const scope: ListScope = { kind: "some", listIds: new Set(["1001"]) };
    expect(await callerLead()("777", scope)).to.deep.equal({ location: "archived", leadId: 250 });
    expect(await callerLead()("888", scope)).to.deep.equal({ location: "none" });
    expect(await callerLead()("888", scope, 9002)).to.deep.equal({ location: "none" });
  });

  it("is found along the index on the number in both tables, however large they are", async () => {
    const { db } = own();
    const statements: { sql: string; bindings: readonly string[] }[] = [];
    const note = (query: (typeof statements)[number]) => statements.push(query);
    db.on("query", note);
    await callerLead()("777", EVERY);
    db.off("query", note);
    const onLeads = statements.filter(({ sql }) => /vicidial_list.*phone_number IN/s.test(sql));
    expect(onLeads).to.have.length(2);
    for (const { sql, bindings } of onLeads) {
      const [plan] = await queryRows<{ key: string; rows: number }>(db, `EXPLAIN ${sql}`, bindings);
      expect(plan, sql).to.include({ key: "phone_number" });
      expect(Number(plan?.rows), sql).to.be.lessThan(10);
    }
  });
});
