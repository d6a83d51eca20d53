import { expect } from "chai";
import { ARCHIVE, fullMove, useApiSetup } from "../support/apiSetup.ts";
import { type Answer, post } from "../support/client.ts";
import { insertLead, insertLeads, leadIdsIn } from "../support/factories.ts";
import { putMixedLeads } from "../support/idempotency.ts";

const REPRESENTATION = { Prefer: "return=representation" };

function resultsOf({ body, text }: Answer): unknown {
  const { results } = body as { results?: unknown };
  return results ?? expect.fail(`no results in ${text}`);
}

describe("Prefer: return=representation", () => {
  const setup = useApiSetup();

  const told = async (flags: { insert: boolean; delete: boolean }) => {
    const { database, dearchive } = setup();
    const ids = await putMixedLeads(database);
    const body = { insert_leads: flags.insert, delete_leads: flags.delete, lead_ids: ids };
    return resultsOf(await dearchive(body, REPRESENTATION));
  };

  it("lists the leads that a full move moved, only deleted or kept, with the differing columns", async () =>
    expect(await told({ insert: true, delete: true })).to.deep.equal([
      { lead_id: 11, outcome: "moved" },
      { lead_id: 12, outcome: "deleted" },
      { lead_id: 13, outcome: "kept_differs", columns: ["last_name", "rank"] },
    ]));

  it("without insert_leads, lists the leads that were kept because the target lacks them", async () =>
    expect(await told({ insert: false, delete: true })).to.deep.equal([
      { lead_id: 11, outcome: "kept_not_in_target" },
      { lead_id: 12, outcome: "deleted" },
      { lead_id: 13, outcome: "kept_differs", columns: ["last_name", "rank"] },
    ]));

  it("without delete_leads, lists the leads that were inserted", async () =>
    expect(await told({ insert: true, delete: false })).to.deep.equal([
      { lead_id: 11, outcome: "inserted" },
      { lead_id: 12, outcome: "counted" },
      { lead_id: 13, outcome: "counted" },
    ]));

  it("without either flag, lists all leads as only counted", async () =>
    expect(await told({ insert: false, delete: false })).to.deep.equal(
      [11, 12, 13].map((lead_id) => ({ lead_id, outcome: "counted" })),
    ));

  it("lists the leads that the archive API updated", async () => {
    const { database, server, key } = setup();
    const ids = await putMixedLeads(database);
    const body = { insert_leads: true, update_leads: true, delete_leads: false, lead_ids: [13, 12] };
    const answer = await post(server.url + ARCHIVE, key, body, REPRESENTATION);
    expect(resultsOf(answer)).to.deep.equal([
      { lead_id: 12, outcome: "updated" },
      { lead_id: 13, outcome: "updated" },
    ]);
    expect(await leadIdsIn(database, "vicidial_list_archive")).to.deep.equal([...ids].sort());
  });

  it("names columns that differ only in a space, in letter case or in NULL", async () => {
    const { database, dearchive } = setup();
    const archived = { first_name: "Ann", last_name: "Smith", email: "", address1: null };
    await insertLead(database, "vicidial_list_archive", 1, archived);
    const live = { first_name: "Ann ", last_name: "smith", email: null, address1: null };
    await insertLead(database, "vicidial_list", 1, live);
    const answer = await dearchive(fullMove([1]), REPRESENTATION);
    const [lead] = resultsOf(answer) as { columns: string[] }[];
    expect(lead?.columns.toSorted()).to.deep.equal(["email", "first_name", "last_name"]);
  });

  it("adds results to the documented response and changes nothing else", async () => {
    const { database, dearchive } = setup();
    await insertLeads(database, "vicidial_list_archive", [1]);
    expect((await dearchive(fullMove([1]), REPRESENTATION)).text).to.equal(
      '{"message":"lead_ids batch was successfully processed","select_count":1,"insert_count":1,"delete_count":1,"results":[{"lead_id":1,"outcome":"moved"}]}',
    );
  });
});

describe("The Prefer header", () => {
  const setup = useApiSetup();

  const APPLIED: Readonly<Record<string, string>> = {
    "return=representation": "return=representation",
    "handling=dry-run": "handling=dry-run",
    "handling=dry-run, return=representation": "return=representation, handling=dry-run",
    'respond-async , RETURN = "Representation";why=because , wait=10': "return=representation",
    "return=representation, return=minimal": "return=representation",
  };
  for (const [wish, applied] of Object.entries(APPLIED)) {
    it(`is applied, as Preference-Applied confirms: ${wish}`, async () => {
      const { database, dearchive } = setup();
      await insertLeads(database, "vicidial_list_archive", [1]);
      const answer = await dearchive(fullMove([1]), { Prefer: wish });
      expect(answer.status).to.equal(200);
      expect(answer.headers.get("Preference-Applied")).to.equal(applied);
      expect(answer.body).to.include.keys(...(applied.includes("return") ? ["results"] : ["dry_run"]));
    });
  }

  const UNKNOWN = [
    "",
    ",;=,",
    "return",
    "return=minimal",
    "handling=strict",
    "handling=dry-run-not",
    "x-return=representation",
    "return=minimal, return=representation",
    "handling=strict, handling=dry-run",
    "other; handling=dry-run",
    'other="a, handling=dry-run, b"',
    `${"wait=1,".repeat(500)}respond-async`,
  ];
  for (const wish of UNKNOWN) {
    it(`is ignored if it contains no supported preference: "${wish.slice(0, 50)}"`, async () => {
      const { database, dearchive } = setup();
      await insertLeads(database, "vicidial_list_archive", [1]);
      const answer = await dearchive(fullMove([1]), { Prefer: wish });
      expect(answer.text).to.equal(
        '{"message":"lead_ids batch was successfully processed","select_count":1,"insert_count":1,"delete_count":1}',
      );
      expect(answer.headers.get("Preference-Applied")).to.equal(null);
      expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal([1]);
    });
  }
});
