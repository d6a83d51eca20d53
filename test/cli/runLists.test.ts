import { readFileSync } from "node:fs";
import { expect } from "chai";
import { insertLeads, leadIdsIn } from "../support/factories.ts";
import { countsIn, useListRun } from "../support/listRun.ts";

const IDS = [101, 102, 103];

describe("the list of vicidial-dearchive run", () => {
  const scene = useListRun();

  beforeEach(() => insertLeads(scene().database, "vicidial_list_archive", IDS));

  async function expectBroughtBack(list: string): Promise<void> {
    const { database, count } = scene();
    const { code, leads, outcomes } = await count(list);
    expect(outcomes).to.deep.equal({ moved: IDS.length });
    expect(leads).to.equal(IDS.length);
    expect(code).to.equal(0);
    expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal(IDS);
    expect(await leadIdsIn(database, "vicidial_list_archive")).to.deep.equal([]);
  }

  const LISTS: Readonly<Record<string, string>> = {
    "one id a line": "101\n102\n103\n",
    "one id a line, the last without an end": "101\n102\n103",
    "lines as Windows ends them, with empty ones between": "101\r\n\r\n102\r\n103\r\n",
    "CSV whose column lead_id is the last": "phone,name,lead_id\n1,Ann,101\n2,Bob,102\n3,Cy,103\n",
    "CSV whose column LEAD_ID is in the middle": "phone,LEAD_ID,name\n1,101,Ann\n2,102,Bob\n3,103,Cy\n",
    "CSV with quotes, commas and line ends inside": 'name,lead_id\n"Smith, Ann",101\n"a\nb","102"\n"",103\n',
    "CSV with a heading that names no lead_id": "id,name\n101,Ann\n102,Bob\n103,Cy\n",
    "CSV without a heading": "101,Ann\n102,Bob\n103,Cy\n",
    semicolons: "name;lead_id\nAnn;101\nBob;102\nCy;103\n",
    tabs: "name\tlead_id\nAnn\t101\nBob\t102\nCy\t103\n",
    "a byte order mark, as Excel writes it": "\uFEFFlead_id;name\r\n101;Ann\r\n102;Bob\r\n103;Cy\r\n",
    "a byte order mark and no heading": "\uFEFF101\n102\n103\n",
    "spaces around the ids": " 101 \n  102\n103 \n",
    "lines of different length": "lead_id,name\n101\n102,Bob,more\n103,Cy\n",
    "an id twice": "101\n102\n101\n103\n",
  };

  for (const [what, list] of Object.entries(LISTS)) {
    it(`may hold ${what}`, () => (what === "an id twice" ? expectOnce(list) : expectBroughtBack(list)));
  }

  it("is said to have no column lead_id where its first column is taken for want of one", async () => {
    const list = "id,name\n101,Ann\n";
    const { stderr, stdout } = await scene().run(list);
    expect(stderr).to.match(/^no column lead_id: using the first, "id"$/m);
    expect(stdout).to.not.match(/no column/);
    expect(await scene().count(list)).to.include({ note: 'no column lead_id: using the first, "id"' });
    for (const other of ["lead_id\n101\n", "101,Ann\n"])
      expect((await scene().run(other)).stderr, other).to.not.match(/no column/);
  });

  /** A lead that is named twice is a lead all the same. */
  async function expectOnce(list: string): Promise<void> {
    const { database, count } = scene();
    expect(await count(list)).to.deep.include({ code: 0, repeated: 1, outcomes: { moved: IDS.length } });
    expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal(IDS);
  }

  it("may name a lead again much later: it is live already by then", async () => {
    const { count } = scene();
    const others = Array.from({ length: 600 }, (_, n) => 2_000_000 + n);
    const { outcomes, code } = await count(["101", ...others, "101"].join("\n"));
    expect(outcomes).to.deep.equal({ moved: 1, not_found: 600, already_live: 1 });
    expect(code).to.equal(1);
  });

  it("may come from standard input", async () => {
    const running = scene().startPiped("--json");
    running.process.stdin?.end("lead_id\n101\n102\n103\n");
    const ended = await running.ended;
    expect(countsIn(ended).outcomes).to.deep.equal({ moved: 3 });
    expect(ended.code).to.equal(0);
  });

  it("may be empty, or hold nothing but a heading: then there is nothing to do", async () => {
    for (const list of ["", "\n", "lead_id\n"])
      expect(await scene().count(list)).to.deep.include({ code: 0, leads: 0, outcomes: {} });
    expect((await scene().run("\n")).stderr).to.equal("the list names no lead: nothing was done\n");
  });

  it("is never taken for the report, whatever it is called there", async () => {
    const { run, file, database } = scene();
    const list = file("list.csv", "");
    const { code, stderr } = await run("101\n", "--report", list.replace("list.csv", "./list.csv"));
    expect(stderr).to.match(/^--report names the list itself/);
    expect(code).to.equal(2);
    expect(readFileSync(list, "utf8")).to.equal("101\n");
    expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal([]);
  });

  it("is told of in proper words, of one lead too", async () => {
    expect((await scene().run("101\n101\n")).stdout).to.match(
      /^Done: 1 lead; 1 line named one of them again\.\n/,
    );
  });

  it("has its report on standard output where that is asked for, and the words beside it", async () => {
    const { stdout, stderr, code } = await scene().run("101\n", "--report", "-");
    expect(stdout).to.equal("lead_id,outcome,detail\n101,moved,\n");
    expect(stderr).to.match(/^Done: 1 lead\.\n/);
    expect(code).to.equal(0);
    expect((await scene().run("101\n", "--report", "-", "--json")).stderr).to.match(/standard output/);
  });

  it("may hold lines that are no ids: each is told with its line, and the others are brought back", async () => {
    const { database, file, count } = scene();
    const report = file("invalid.csv", "");
    const list = 'lead_id\n101\nabc\n-5\n1.5\n"a, b"\n102\n,\n99999999999999999999\n103\n';
    const { code, outcomes } = await count(list, "--report", report);
    expect(outcomes).to.deep.equal({ moved: 3, invalid: 6 });
    expect(code).to.equal(1);
    expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal(IDS);
  });

  it("must be there, be a file, and be CSV: else it is said in a sentence, with exit code 2", async () => {
    const { run, file } = scene();
    const cases: readonly [string, readonly string[], RegExp][] = [
      ["", ["--ids", "/nowhere/list.csv"], /^there is no file \/nowhere\/list\.csv\n$/],
      ["", ["--ids", "/"], /^the list cannot be read: .*directory.*\n$/],
      ['lead_id\n101\n1"2"3\n', [], /^the list is not CSV: .*line 3.*\n$/],
      ["101\n", ["--rate", "0"], /^--rate wants a whole number/],
      [
        "101\n",
        ["--report", "/nowhere/report.csv"],
        /^--report \/nowhere\/report\.csv cannot be written: .*\n$/,
      ],
      ["101\n", ["--report", file("x", "").replace(/x$/, "")], /^--report \S+ cannot be written: .*\n$/],
    ];
    for (const [list, words, message] of cases) {
      const { code, stderr } = await run(list, ...words);
      expect(stderr).to.match(message);
      expect(code, stderr).to.equal(2);
    }
  });
});
