import { readFileSync } from "node:fs";
import { expect } from "chai";
import { type BulkCommand, bulkCountsIn, useBulkCommand } from "../../support/bulkCommand.ts";
import { createUser, insertLead, insertLeads, leadIdsIn } from "../../support/factories.ts";
import { idsFrom } from "../../support/leadIds.ts";
import { readStates, SAME_ENGINES } from "../../support/leadStates.ts";

/** Leads in every possible state, with the expected outcome of each. */
const OUTCOMES: readonly (readonly [string, string, string])[] = [
  ["1", "moved", ""],
  ["2", "moved", ""],
  ["3", "deleted", ""],
  ["4", "kept_differs", "last_name comments"],
  ["5", "already_live", ""],
  ["6", "not_found", ""],
  ["x", "invalid", "line 7: not a lead id (a whole number such as 1234567)"],
];
const LIST = `${OUTCOMES.map(([lead]) => lead).join("\n")}\n`;

async function putLeads({ database }: BulkCommand): Promise<void> {
  await insertLeads(database, "vicidial_list_archive", [1, 2]);
  for (const table of ["vicidial_list", "vicidial_list_archive"] as const)
    await insertLead(database, table, 3);
  await insertLead(database, "vicidial_list_archive", 4, { last_name: "Smith", comments: "a" });
  await insertLead(database, "vicidial_list", 4, { last_name: "SMITH", comments: "a " });
  await insertLead(database, "vicidial_list", 5);
}

/** Returns the rows of a report by lead. */
function rowsOf(path: string): readonly (readonly string[])[] {
  const [heading, ...lines] = readFileSync(path, "utf8").trimEnd().split("\n");
  expect(heading).to.equal("lead_id,outcome,detail");
  return lines.map((line) => line.split(",")).sort(([a = ""], [b = ""]) => a.localeCompare(b));
}

for (const pair of SAME_ENGINES) {
  describe(`vicidial-dearchive run, on ${pair.name}`, () => {
    const setup = useBulkCommand(pair);

    it("writes the outcome of each lead", async () => {
      await putLeads(setup());
      const report = setup().file("report.csv", "");
      const { stdout, code } = await setup().run(LIST, "--report", report);
      expect(rowsOf(report)).to.deep.equal(OUTCOMES);
      expect(stdout)
        .to.match(/^Done: 7 leads\.\n/)
        .and.to.match(/^ +2 {2}moved$/m);
      expect(code).to.equal(1);
      expect(await leadIdsIn(setup().database, "vicidial_list")).to.deep.equal([1, 2, 3, 4, 5]);
      expect(await leadIdsIn(setup().database, "vicidial_list_archive")).to.deep.equal([4]);
    });

    it("changes the leads that it restores as --set says, and refuses what does not exist before any lead moves", async () => {
      await putLeads(setup());
      const { database, run } = setup();
      await database.root("vicidial_statuses").insert({ status: "NEW", status_name: "New lead" });
      for (const [word, message] of [
        ["status=GONE", "--set status: Status GONE is neither a system status"],
        ["list_id=999", "--set list_id: List 999 does not exist"],
        ["rank=high", "--set rank: Enter a whole number from -32768 to 32767."],
        ["color=red", "There is no field “color”."],
      ] as const) {
        const { code, stderr } = await run(LIST, "--set", word);
        expect([code, stderr], word)
          .to.deep.include(64)
          .and.to.satisfy(() => stderr.includes(message));
      }
      expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal([3, 4, 5]);
      await run(
        LIST,
        "--set",
        "status=NEW",
        "--set",
        "rank=-5",
        "--set",
        "reset_called_count",
        "--set",
        "owner=",
      );
      const rows = await database.root("vicidial_list").orderBy("lead_id");
      expect(rows.map(({ status, rank, called_count }) => [status, rank, called_count])).to.deep.equal([
        ["NEW", -5, 0],
        ["NEW", -5, 0],
        ...[3, 4, 5].map(() => ["NA", 0, 3]),
      ]);
      await database.root("vicidial_statuses").delete();
    });

    it("predicts with --dry-run exactly what it then does, and changes nothing", async () => {
      await putLeads(setup());
      const { database, file, count } = setup();
      const [predicted, done] = [file("predicted.csv", ""), file("done.csv", "")];
      const before = await readStates(database);
      const prediction = await count(LIST, "--dry-run", "--report", predicted);
      expect(await readStates(database)).to.deep.equal(before);
      expect(await database.root("dearchive_batches")).to.deep.equal([]);
      expect(prediction.dryRun).to.equal(true);

      const { outcomes } = await count(LIST, "--report", done);
      expect(prediction.outcomes).to.deep.equal(outcomes);
      // A report can contain real results too, so predicted ones are marked.
      const asPredicted = ([lead = "", outcome = "", detail = ""]: readonly string[]) => {
        return [lead, outcome, detail === "" ? "dry run" : `dry run: ${detail}`];
      };
      expect(rowsOf(predicted)).to.deep.equal(rowsOf(done).map(asPredicted));
    });

    it("appends to an existing report, and skips leads that are already live", async () => {
      await insertLeads(setup().database, "vicidial_list_archive", [1]);
      const report = setup().file("report.csv", "");
      await setup().run("1\n", "--report", report);
      const again = await setup().run("1\n", "--json", "--report", report);
      expect(bulkCountsIn(again).outcomes).to.deep.equal({ already_live: 1 });
      expect(again.stderr).to.match(/^appending to the existing report \S+$/m);
      expect(rowsOf(report)).to.deep.equal([
        ["1", "moved", ""],
        ["1", "already_live", ""],
      ]);
    });

    it("isolates a lead that the live table refuses, and restores the rest of its batch", async () => {
      const { database, file, count } = setup();
      const ids = idsFrom(1, 600);
      await insertLeads(database, "vicidial_list_archive", ids);
      await database.sql(
        "UPDATE vicidial_list_archive SET email = REPEAT('x', 60) WHERE lead_id IN (77, 333)",
      );
      await database.sql("ALTER TABLE vicidial_list MODIFY email VARCHAR(40)");
      const report = file("refused.csv", "");
      const { outcomes, code } = await count(ids.join("\n"), "--report", report);
      await database.sql("ALTER TABLE vicidial_list MODIFY email VARCHAR(70)");
      expect(outcomes).to.deep.equal({ moved: 598, refused: 2 });
      expect(code).to.equal(1);
      expect(await leadIdsIn(database, "vicidial_list_archive")).to.deep.equal([77, 333]);
      expect(await leadIdsIn(database, "vicidial_list")).to.have.length(598);
      const refused = rowsOf(report).filter(([, outcome]) => outcome === "refused");
      expect(refused.map(([lead, , detail]) => [lead, detail?.includes("is too narrow")])).to.deep.equal([
        ["333", true],
        ["77", true],
      ]);
    });
  });
}

describe("vicidial-dearchive run --user", () => {
  const setup = useBulkCommand();

  before(async () => {
    const { database } = setup();
    await database.root("vicidial_lists").insert([
      { list_id: 1001, list_name: "theirs", campaign_id: "DEMO", active: "Y" },
      { list_id: 2002, list_name: "others'", campaign_id: "OTHER", active: "Y" },
    ]);
    await createUser(database, "demoonly", {}, " DEMO -");
    await createUser(database, "agent", { modify_leads: "0" });
  });

  it("restores only leads in lists that the user can access", async () => {
    const { database, count } = setup();
    await insertLead(database, "vicidial_list_archive", 1, { list_id: 1001 });
    await insertLead(database, "vicidial_list_archive", 2, { list_id: 2002 });
    await insertLead(database, "vicidial_list_archive", 3, { list_id: 9999 });
    const { outcomes } = await count("1\n2\n3\n", "--user", "demoonly");
    expect(outcomes).to.deep.equal({ moved: 1, not_found: 2 });
    expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal([1]);
    expect(await leadIdsIn(database, "vicidial_list_archive")).to.deep.equal([2, 3]);
    const [batch] = await database.root("dearchive_batches");
    expect(batch).to.include({ vicidial_user: "demoonly", key_id: null });
  });

  it("reveals nothing about a live lead in a list that the user cannot access", async () => {
    const { database, count } = setup();
    await insertLead(database, "vicidial_list", 4, { list_id: 2002 });
    expect((await count("4\n", "--user", "demoonly")).outcomes).to.deep.equal({ not_found: 1 });
  });

  it("refuses unknown users and users without the right to restore leads, and explains why", async () => {
    for (const [user, said] of [
      [
        "agent",
        'Vicidial user "agent" cannot restore leads: the user\'s Modify Leads (modify_leads) is not 1\n',
      ],
      ["nobody", 'Vicidial has no user "nobody"\n'],
    ] as const) {
      const { code, stderr } = await setup().run("1\n", "--user", user);
      expect(stderr).to.equal(said);
      expect(code).to.equal(64);
    }
  });
});
