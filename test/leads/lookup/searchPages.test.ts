import { expect } from "chai";
import { createLeadPages } from "../../../server/leads/lookup/searchPages.ts";
import type { LeadSearch } from "../../../server/leads/lookup/searchTerms.ts";
import type { ListScope } from "../../../server/vicidial/lists.ts";
import { insertLeads } from "../../support/factories.ts";
import { idsFrom } from "../../support/leadIds.ts";
import { useDatabase } from "../../support/ownDatabase.ts";

describe("The pages of a search", () => {
  const own = useDatabase();

  before(async () => {
    const { database } = own();
    await insertLeads(database, "vicidial_list_archive", idsFrom(1, 120));
    await database.sql("UPDATE vicidial_list_archive SET list_id = 2000 WHERE lead_id % 3 = 0");
    await database.sql("UPDATE vicidial_list_archive SET status = 'SALE' WHERE lead_id > 110");
    await database.sql("UPDATE vicidial_list_archive SET phone_number = '777' WHERE lead_id IN (5, 95)");
  });

  /** Reads every page, with statements that examine ten leads. */
  async function allPages(wanted: LeadSearch, limit: number, scope: ListScope = { kind: "every" }) {
    const readLeadPage = createLeadPages(own().db, own().database.name, "vicidial_list_archive");
    const pages: (readonly number[])[] = [];
    for (let after: number | null = -1; after !== null; ) {
      const page = await readLeadPage(wanted, scope, { after, limit }, 10);
      if (!("leadIds" in page)) return expect.fail("no index supports the search");
      pages.push(page.leadIds);
      after = page.next;
    }
    return pages;
  }

  it("hold each matching lead once, in order, along an index or along the ids", async () => {
    const searches: readonly (readonly [LeadSearch, (id: number) => boolean])[] = [
      [{ listIds: [2000] }, (id) => id % 3 === 0],
      [{ listIds: [1001, 2000], statuses: ["NA"] }, (id) => id <= 110],
      [{ statuses: ["SALE"] }, (id) => id > 110],
      [{ phones: ["777"] }, (id) => id === 5 || id === 95],
      [{ listIds: [2000], statuses: ["SALE"] }, (id) => id % 3 === 0 && id > 110],
      [{ vendorCodes: ["nobody"] }, () => false],
    ];
    for (const [wanted, matches] of searches)
      for (const limit of [7, 500]) {
        const pages = await allPages(wanted, limit);
        expect(pages.flat(), JSON.stringify(wanted)).to.deep.equal(idsFrom(1, 120).filter(matches));
        for (const page of pages) expect(page).to.have.length.lessThanOrEqual(limit);
      }
  });

  it("read a few rows for each lead shown, however many leads match", async () => {
    const { database, db } = own();
    await insertLeads(database, "vicidial_list_archive", idsFrom(1001, 5000));
    const readLeadPage = createLeadPages(db, database.name, "vicidial_list_archive");
    const rowsRead = async () => {
      const [rows]: readonly { Value: string }[][] = await database.root.raw(
        "SHOW GLOBAL STATUS LIKE 'Handler_read%'",
      );
      return (rows ?? []).reduce((sum, { Value }) => sum + Number(Value), 0);
    };
    const before = await rowsRead();
    const every = { kind: "every" } as const;
    const page = await readLeadPage({ listIds: [1001] }, every, { after: 2000, limit: 10 }, 100);
    expect(page).to.deep.equal({ leadIds: idsFrom(2001, 2010), next: 2010 });
    expect((await rowsRead()) - before).to.be.lessThan(1000);
    await database.sql("DELETE FROM vicidial_list_archive WHERE lead_id > 1000");
  });

  it("end even if most leads are in lists that the user may not see", async () => {
    const pages = await allPages({ statuses: ["NA"] }, 50, { kind: "some", listIds: new Set(["2000"]) });
    expect(pages.flat()).to.deep.equal(idsFrom(1, 110).filter((id) => id % 3 === 0));
  });
});
