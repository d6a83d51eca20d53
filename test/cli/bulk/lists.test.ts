import { readFileSync } from "node:fs";
import { expect } from "chai";
import { bulkCountsIn, useBulkCommand } from "../../support/bulkCommand.ts";
import { insertLeads, leadIdsIn } from "../../support/factories.ts";

const IDS = [101, 102, 103];

describe("The list for vicidial-dearchive run", () => {
  const setup = useBulkCommand();

  beforeEach(() => insertLeads(setup().database, "vicidial_list_archive", IDS));

  async function expectBroughtBack(list: string): Promise<void> {
    const { database, count } = setup();
    const { code, leads, outcomes } = await count(list);
    expect(outcomes).to.deep.equal({ moved: IDS.length });
    expect(leads).to.equal(IDS.length);
    expect(code).to.equal(0);
    expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal(IDS);
    expect(await leadIdsIn(database, "vicidial_list_archive")).to.deep.equal([]);
  }

  const LISTS: Readonly<Record<string, string>> = {
    "one id per line": "101\n102\n103\n",
    "one id per line, without a final line break": "101\n102\n103",
    "Windows line breaks and empty lines": "101\r\n\r\n102\r\n103\r\n",
    "CSV with lead_id as the last column": "phone,name,lead_id\n1,Ann,101\n2,Bob,102\n3,Cy,103\n",
    "CSV with LEAD_ID as a middle column": "phone,LEAD_ID,name\n1,101,Ann\n2,102,Bob\n3,103,Cy\n",
    "CSV with quotes, commas and line breaks in cells":
      'name,lead_id\n"Smith, Ann",101\n"a\nb","102"\n"",103\n',
    "amounts with a comma": "balance;lead_id\n12,50;101\n7,00;102\n1,99;103\n",
    "a first line that sets the separator": "sep=;\nbalance;lead_id\n12,50;101\n7,00;102\n1,99;103\n",
    semicolons: "name;lead_id\nAnn;101\nBob;102\nCy;103\n",
    tabs: "name\tlead_id\nAnn\t101\nBob\t102\nCy\t103\n",
    "a byte order mark from Excel": "\uFEFFlead_id;name\r\n101;Ann\r\n102;Bob\r\n103;Cy\r\n",
    "a byte order mark and no heading": "\uFEFF101\n102\n103\n",
    "spaces around the ids": " 101 \n  102\n103 \n",
    "an id twice": "101\n102\n101\n103\n",
  };

  for (const [what, list] of Object.entries(LISTS)) {
    it(`may contain ${what}`, () => (what === "an id twice" ? expectOnce(list) : expectBroughtBack(list)));
  }

  it("is refused with exit code 3 when its layout is ambiguous, and nothing is moved", async () => {
    const { run, database } = setup();
    const cases: readonly [string, RegExp][] = [
      [
        "vendor_code,phone\n101,102\n",
        /^The heading has no column lead_id\. Columns \(separated by ","\): 1 "vendor_code", 2 "phone"\./,
      ],
      ["101,Ann\n102,Bob\n", /^The list has no heading.* The first line has 2 columns/],
      ["lead_id,name\n101;Ann\n102;Bob\n", /^Line 1 has 2 columns, but most lines below/],
    ];
    for (const [list, message] of cases) {
      const { code, stderr } = await run(list);
      expect(stderr)
        .to.match(message)
        .and.to.match(/--column .*--delimiter/);
      expect(code).to.equal(3);
    }
    expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal([]);
  });

  it("is read with the given column and separator", async () => {
    const { count, run } = setup();
    const list = "code,x\t1;id\n5,7\t1;101\n";
    expect(await count(list, "--column", "id", "--delimiter", ";")).to.deep.include({
      outcomes: { moved: 1 },
      list: { match: "lead_id", column: "id", delimiter: ";" },
    });
    expect(
      (await count("102 Ann\t1\n102\t1\n", "--column", "1", "--delimiter", "tab")).outcomes,
    ).to.deep.equal({
      moved: 1,
    });
    for (const words of [
      ["--delimiter", "ab"],
      ["--delimiter", "1"],
      ["--match", "name"],
    ])
      expect((await run(list, ...words)).code, words.join(" ")).to.equal(64);
  });

  it("may name leads by vendor code or phone number, which are looked up in the archive", async () => {
    const { count, database, file } = setup();
    await database.root.raw("CREATE INDEX IF NOT EXISTS vendor ON vicidial_list_archive (vendor_lead_code)");
    await database.root.raw("CREATE INDEX IF NOT EXISTS phone ON vicidial_list_archive (phone_number)");
    const set = (leadId: number, columns: object) =>
      database.root("vicidial_list_archive").where({ lead_id: leadId }).update(columns);
    await set(101, { vendor_lead_code: "A-1", phone_number: "5550001" });
    await set(102, { vendor_lead_code: "a-1", phone_number: "5550002" });
    await set(103, { vendor_lead_code: "B", phone_number: "5550002" });
    const report = file("matched.csv", "");
    const codes = "vendor_lead_code;name\nA-1;Ann\nnone;Bob\n;Cy\n";
    const byCode = await count(codes, "--column", "vendor_lead_code", "--report", report);
    expect(byCode.outcomes).to.deep.equal({ moved: 1, not_found: 1, invalid: 1 });
    expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal([101]);
    expect(readFileSync(report, "utf8")).to.match(/^none,not_found,line 3: no archived lead/m);
    const byPhone = await count("Phone\n(555) 0002\n5550002\n", "--column", "phone");
    expect(byPhone).to.deep.include({ lines: 2, repeated: 1, outcomes: { moved: 2 } });
    expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal(IDS);
  });

  /** A lead that is listed twice is restored once. */
  async function expectOnce(list: string): Promise<void> {
    const { database, count } = setup();
    expect(await count(list)).to.deep.include({ code: 0, repeated: 1, outcomes: { moved: IDS.length } });
    expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal(IDS);
  }

  it("may repeat a lead much later, which is then already live", async () => {
    const { count } = setup();
    const others = Array.from({ length: 1100 }, (_, n) => 2_000_000 + n);
    const { outcomes, code } = await count(["101", ...others, "101"].join("\n"));
    expect(outcomes).to.deep.equal({ moved: 1, not_found: 1100, already_live: 1 });
    expect(code).to.equal(1);
  });

  it("can come from standard input", async () => {
    const running = setup().startPiped("--json");
    running.process.stdin?.end("lead_id\n101\n102\n103\n");
    const ended = await running.ended;
    expect(bulkCountsIn(ended).outcomes).to.deep.equal({ moved: 3 });
    expect(ended.code).to.equal(0);
  });

  it("may be empty or contain only a heading, and then the command does nothing", async () => {
    for (const list of ["", "\n", "lead_id\n"])
      expect(await setup().count(list)).to.deep.include({ code: 0, leads: 0, outcomes: {} });
    expect((await setup().run("\n")).stderr).to.equal("the list contains no leads: nothing was done\n");
  });

  it("is never overwritten by the report, even under another name", async () => {
    const { run, file, database } = setup();
    const list = file("list.csv", "");
    const { code, stderr } = await run("101\n", "--report", list.replace("list.csv", "./list.csv"));
    expect(stderr).to.match(/^--report is the same file as the list/);
    expect(code).to.equal(64);
    expect(readFileSync(list, "utf8")).to.equal("101\n");
    expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal([]);
  });

  it("is summarized in the singular for one lead", async () => {
    expect((await setup().run("101\n101\n")).stdout).to.match(/^Done: 1 lead\. 1 line repeated a lead\.\n/);
  });

  it("writes the report to standard output on request, and the summary to standard error", async () => {
    const { stdout, stderr, code } = await setup().run("101\n", "--report", "-");
    expect(stdout).to.equal("lead_id,outcome,detail\n101,moved,\n");
    expect(stderr).to.match(/^Done: 1 lead\.\n/);
    expect(code).to.equal(0);
    expect((await setup().run("101\n", "--report", "-", "--json")).stderr).to.match(/standard output/);
  });

  it("may contain lines without ids: each is reported with its line, and the other leads are restored", async () => {
    const { database, file, count } = setup();
    const report = file("invalid.csv", "");
    const list = 'lead_id\n101\nabc\n-5\n1.5\n"a, b"\n102\n,\n99999999999999999999\n103\n';
    const { code, outcomes, lines } = await count(list, "--report", report);
    expect(outcomes).to.deep.equal({ moved: 3, invalid: 6 });
    expect([code, lines]).to.deep.equal([1, 9]);
    expect(readFileSync(report, "utf8")).to.match(/^abc,invalid,"?line 3: not a lead id/m);
    expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal(IDS);
  });

  it("must be an existing CSV file, or the command explains the problem and exits with 64", async () => {
    const { run, file } = setup();
    const cases: readonly [string, readonly string[], RegExp][] = [
      ["", ["--ids", "/nowhere/list.csv"], /^--ids: file \/nowhere\/list\.csv does not exist\n$/],
      ["", ["--ids", "/"], /^the list cannot be read: .*directory.*\n$/],
      ["PK\u0003\u0004\u0014", [], /^the list is a spreadsheet workbook .*save it as “CSV UTF-8”.*\n$/],
      [
        "Leads\nlead_id;x\n101;1\n",
        [],
        /^line 2 of the list looks like the heading: remove the lines above it\n$/,
      ],
      ["101\n", ["--rate", "0/s"], /^--rate must be 1\/s to 100000\/s \(leads per second\), not "0\/s"/],
      ["101\n", ["--rate", "60/min"], /^--rate must be 1\/s to 100000\/s/],
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
      expect(code, stderr).to.equal(64);
    }
  });
});
