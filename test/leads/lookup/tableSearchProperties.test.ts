import { expect } from "chai";
import fc from "fast-check";
import type { LeadSearch } from "../../../server/leads/lookup/searchTerms.ts";
import { createTableSearch } from "../../../server/leads/lookup/tableSearch.ts";
import type { ListScope } from "../../../server/vicidial/lists.ts";
import {
  type ArchiveRow,
  anyArchive,
  anyScope,
  anySearch,
  expectedLeadIds,
} from "../../support/archiveRows.ts";
import { putRows } from "../../support/leadStates.ts";
import { useDatabase } from "../../support/ownDatabase.ts";

const ARCHIVE = "vicidial_list_archive";
const MANY = 1000;

for (const [engine, charset] of [
  ["myisam", "utf8mb4"],
  ["innodb", "latin1"],
] as const) {
  describe(`The archive search, compared with a plain filter, on ${engine} in ${charset}`, () => {
    const own = useDatabase({ engine, charset });
    const search = () => createTableSearch(own().db, own().database.name, "vicidial_list_archive");
    const anything = { archive: anyArchive, asked: anySearch, scope: anyScope };

    async function fill(rows: readonly ArchiveRow[]): Promise<void> {
      await own().database.root(ARCHIVE).delete();
      await putRows(
        own().database,
        ARCHIVE,
        rows.map((row) => ({ ...row })),
      );
    }

    async function allStretches(asked: LeadSearch, scope: ListScope, looks: number) {
      const found: number[] = [];
      for (let from = 0; ; ) {
        const { leadIds, last } = await search().nextRange(asked, scope, from, looks);
        found.push(...leadIds);
        if (last === null) return found;
        expect(last).to.be.at.least(from);
        from = last + 1;
      }
    }

    it("finds exactly the matching leads, by an index and by id", async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.record({ ...anything, looks: fc.integer({ min: 1, max: 30 }) }),
          async (drawn) => {
            const { archive, asked, scope, looks } = drawn;
            await fill(archive);
            const expected = expectedLeadIds(archive, asked, scope);
            const looked = await search().find(asked, scope, MANY);
            if ("leadIds" in looked) {
              expect(looked.leadIds).to.deep.equal(expected);
              expect(looked.isWhole).to.equal(true);
            } else {
              expect(asked).to.not.include.any.keys("leadIds", "phone", "vendorCode");
            }
            expect(await allStretches(asked, scope, looks)).to.deep.equal(expected);
          },
        ),
        { numRuns: 120 },
      );
    });

    it("stops at its limit, reports that, and finds only matching leads", async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.record({ ...anything, limit: fc.integer({ min: 1, max: 12 }) }),
          async (drawn) => {
            const { archive, asked, scope, limit } = drawn;
            await fill(archive);
            const looked = await search().find(asked, scope, limit);
            if (!("leadIds" in looked)) return;
            const expected = expectedLeadIds(archive, asked, scope);
            expect(looked.examined).to.be.at.most(limit);
            expect(looked.leadIds.length).to.be.at.most(looked.examined);
            expect(expected).to.include.members([...looked.leadIds]);
            if (looked.isWhole) expect(looked.leadIds).to.deep.equal(expected);
            else expect(looked.examined).to.equal(limit);
          },
        ),
        { numRuns: 80 },
      );
    });
  });
}
