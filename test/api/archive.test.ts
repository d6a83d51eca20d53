import { expect } from "chai";
import { STORAGE_ENGINES } from "../../demo/defaults.ts";
import { ARCHIVE, leavingLeadsUntouched, useApiSetup } from "../support/apiSetup.ts";
import { type Answer, post } from "../support/client.ts";
import { insertLead, readLeads } from "../support/factories.ts";
import { type LeadStates, readStates } from "../support/leadStates.ts";

/** Ids of leads that are only live, equal in both tables, or different in both tables. */
const ABSENT = 1;
const EQUAL = 2;
const DIFFERING = 3;
const IDS = [DIFFERING, ABSENT, EQUAL];

interface Flags {
  readonly insert_leads: boolean;
  readonly update_leads: boolean;
  readonly delete_leads: boolean;
}

const FLAGS: readonly Flags[] = [false, true].flatMap((insert_leads) =>
  [false, true].flatMap((update_leads) =>
    [false, true].map((delete_leads) => ({ insert_leads, update_leads, delete_leads })),
  ),
);

function named(flags: Flags): string {
  const set = Object.entries(flags).flatMap(([name, isSet]) => (isSet ? [name.replace("_leads", "")] : []));
  return set.length > 0 ? set.join(", ") : "none";
}

/** The outcome of the three leads per combination of flags, with the answered counts. Source: the contract. */
function expectedOutcome(before: LeadStates, { insert_leads, update_leads, delete_leads }: Flags) {
  const archive = new Map(before.vicidial_list_archive);
  const live = new Map(before.vicidial_list);
  if (insert_leads) archive.set(ABSENT, live.get(ABSENT) ?? "");
  if (update_leads) archive.set(DIFFERING, live.get(DIFFERING) ?? "");
  const goes = IDS.filter((id) => delete_leads && archive.get(id) === live.get(id));
  for (const id of goes) live.delete(id);
  return {
    counts: `"select_count":3,"insert_count":${insert_leads ? 1 : 0},"update_count":${update_leads ? 2 : 0},"delete_count":${goes.length}`,
    archive: [...archive].sort(([a], [b]) => a - b),
    live: [...live],
  };
}

for (const engine of STORAGE_ENGINES) {
  describe(`POST ${ARCHIVE}, on ${engine}`, () => {
    const setup = useApiSetup({ engine });

    beforeEach(async () => {
      const { database } = setup();
      for (const id of IDS)
        await insertLead(database, "vicidial_list", id, { status: "SALE", comments: "new" });
      await insertLead(database, "vicidial_list_archive", EQUAL, { status: "SALE", comments: "new" });
      await insertLead(database, "vicidial_list_archive", DIFFERING, { status: "sale", comments: "old" });
    });

    function archive(body: unknown, path = ARCHIVE): Promise<Answer> {
      return post(setup().server.url + path, setup().key, body);
    }

    for (const flags of FLAGS) {
      it(`applies the flags to every lead and answers with the counts: ${named(flags)}`, async () => {
        const before = await readStates(setup().database);
        const told = expectedOutcome(before, flags);
        const answer = await archive({ ...flags, lead_ids: IDS });
        expect(answer.text).to.equal(
          `{"message":"lead_ids batch was successfully processed",${told.counts}}`,
        );
        expect(answer.status).to.equal(200);
        const after = await readStates(setup().database);
        expect([...after.vicidial_list_archive]).to.deep.equal(told.archive);
        expect([...after.vicidial_list]).to.deep.equal(told.live);
      });
    }

    it("copies modify_date like every other column when it updates a lead", async () => {
      const { database } = setup();
      await database.sql("UPDATE vicidial_list SET modify_date = '2020-02-02 02:02:02' WHERE lead_id = ?", [
        DIFFERING,
      ]);
      await archive({ insert_leads: false, update_leads: true, delete_leads: false, lead_ids: [DIFFERING] });
      expect((await readLeads(database, "vicidial_list_archive")).get(DIFFERING)).to.equal(
        (await readLeads(database, "vicidial_list")).get(DIFFERING),
      );
    });

    it("reads leads from the live table, so a lead that is only archived does not exist", async () => {
      const { database } = setup();
      await insertLead(database, "vicidial_list_archive", 9);
      const flags = { insert_leads: true, update_leads: true, delete_leads: true };
      const answer = await leavingLeadsUntouched(setup(), () => archive({ ...flags, lead_ids: [...IDS, 9] }));
      expect(answer.text).to.equal(
        '{"message":"lead_ids does not exist","lead_errors":1,"lead_count":1,"lead_ids":[9]}',
      );
      expect(answer.status).to.equal(400);
    });

    it("accepts a trailing slash, also after a customer in the path", async () => {
      const body = { insert_leads: false, update_leads: false, delete_leads: false, lead_ids: IDS };
      for (const path of [ARCHIVE, `${ARCHIVE}/`, `${ARCHIVE}/default`, `${ARCHIVE}/default/`])
        expect((await archive(body, path)).status, path).to.equal(200);
    });

    const MISTAKES: readonly (readonly [wrong: string, message: string])[] = [
      ["insert_leads", "insert_leads must be a boolean value"],
      ["update_leads", "update_leads must be a boolean value"],
      ["delete_leads", "delete_leads must be a boolean value"],
      ["lead_ids", "lead_ids must contain atleast 1 value"],
    ];

    it("reports mistakes in the order insert, update, delete, ids, and changes nothing", async () => {
      const good = { insert_leads: true, update_leads: true, delete_leads: true, lead_ids: IDS };
      for (const [n, [, message]] of MISTAKES.entries()) {
        const wrong = Object.fromEntries(MISTAKES.slice(n).map(([name]) => [name, null]));
        const answer = await leavingLeadsUntouched(setup(), () => archive({ ...good, ...wrong }));
        expect(answer.body).to.deep.equal({ message, lead_errors: 0, lead_ids: [] });
        expect(answer.status).to.equal(400);
      }
    });

    for (const value of ["true", 1, 0, null, [], {}, undefined]) {
      it(`refuses ${JSON.stringify(value) ?? "a missing value"} for update_leads`, async () => {
        const body = { insert_leads: true, update_leads: value, delete_leads: true, lead_ids: IDS };
        const answer = await leavingLeadsUntouched(setup(), () => archive(body));
        expect(answer.text).to.equal(
          '{"message":"update_leads must be a boolean value","lead_errors":0,"lead_ids":[]}',
        );
        expect(answer.status).to.equal(400);
      });
    }
  });
}
