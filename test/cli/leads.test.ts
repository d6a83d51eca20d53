import { expect } from "chai";
import { expectMessage, useCommandLine } from "../support/commandLine.ts";
import { insertLead } from "../support/factories.ts";
import { useFiles } from "../support/files.ts";
import { runOnTerminal } from "../support/terminal.ts";

interface Found {
  readonly found: number;
  readonly isComplete: boolean;
  readonly leads: readonly { readonly lead_id: number; readonly status: string }[];
}

interface ShownLead {
  readonly location: string;
  readonly differences: readonly { readonly column: string }[];
  readonly batches: readonly { readonly id: number; readonly outcome: string }[];
}

interface ShownHistory {
  readonly batches: readonly { readonly id: number; readonly user: string }[];
  readonly before: number | null;
}

describe("vicidial-dearchive", () => {
  const line = useCommandLine();
  const file = useFiles();

  before(async () => {
    const archived = (leadId: number, columns: object) =>
      insertLead(line().database, "vicidial_list_archive", leadId, { ...columns });
    await archived(1, {
      list_id: 1001,
      status: "NEW",
      phone_number: "5550000001",
      first_name: "Ann",
      vendor_lead_code: "V-1",
    });
    await archived(2, { list_id: 1001, status: "SALE", last_local_call_time: "2025-02-01 12:00:00" });
    await archived(3, { list_id: 1002, status: "NEW", last_local_call_time: "2025-03-01 12:00:00" });
    await archived(4, { list_id: 1003, status: "B", first_name: "Bea", vendor_lead_code: "V,4" });
    await insertLead(line().database, "vicidial_list", 4, {
      list_id: 1003,
      status: "B",
      first_name: "Eva",
      vendor_lead_code: "V,4",
    });
    const list = file("ids.txt", "3\n4\n");
    expect((await line().run("run", "--ids", list)).code).to.equal(1);
    await line().run("run", "--ids", file("more.txt", "2\n"), "--dry-run");
  });

  const find = (...words: string[]) => line().json<Found>("leads", "find", ...words);
  const idsOf = ({ leads }: Found) => leads.map(({ lead_id }) => lead_id);

  it("leads find searches the archive by list, status, phone and days", async () => {
    expect(idsOf(await find("--list", "1001"))).to.deep.equal([1, 2]);
    expect(idsOf(await find("--list", "1001", "--status", "NEW"))).to.deep.equal([1]);
    expect(idsOf(await find("--status", "NEW", "--status", "SALE"))).to.deep.equal([1, 2]);
    expect(idsOf(await find("--phone", "(555) 000-0001"))).to.deep.equal([1]);
    expect(idsOf(await find("--list", "1001,1002", "--status", "NEW,SALE"))).to.deep.equal([1, 2]);
    expect(idsOf(await find("--list", "1001", "--list", "1003"))).to.deep.equal([1, 2, 4]);
    expect(idsOf(await find("--phone", "5550000001,5550000009", "--phone", "1"))).to.deep.equal([1]);
    expect(idsOf(await find("--vendor", "V-1", "--vendor", "V,4"))).to.deep.equal([1, 4]);
    expect(idsOf(await find("--lead", "1", "--lead", "9", "--lead", "2"))).to.deep.equal([1, 2]);
    expect(idsOf(await find("--called-from", "2025-01-01", "--called-to", "2025-02-01"))).to.deep.equal([2]);
    expect(await find("--list", "1001", "--limit", "1")).to.deep.include({ found: 2, isComplete: true });
    const { stdout } = await line().run("leads", "find", "--list", "1001", "--limit", "1");
    expect(stdout).to.match(
      /^LEAD .*NAME .*\n1 .*5550000001 .*Ann.*\n\n2 archived leads found, 1 shown\.\n$/,
    );
  });

  it("leads find --live searches the live leads, and both tables for leads that were not called for days", async () => {
    expect(idsOf(await find("--live", "--list", "1003"))).to.deep.equal([4]);
    expect(idsOf(await find("--live", "--list", "1001"))).to.deep.equal([]);
    expect(idsOf(await find("--list", "1001", "--not-called", "30"))).to.deep.equal([1, 2]);
    expect(idsOf(await find("--list", "1001", "--not-called", "20000"))).to.deep.equal([]);
    const { stdout } = await line().run("leads", "find", "--live", "--lead", "4");
    expect(stdout).to.include("1 live lead found.");
  });

  it("leads find prints only ids as input for run, and stops quietly when the reader of the pipe does", async () => {
    const { code, stdout } = await line().run("leads", "find", "--list", "1001", "--ids");
    expect({ code, stdout }).to.deep.equal({ code: 0, stdout: "1\n2\n" });
    const closed = await runOnTerminal(
      ["leads", "find", "--list", "1001", "--ids"],
      { DEARCHIVE_CONF: line().conf },
      {
        pipe: "true",
      },
    );
    expect(closed).to.deep.equal({ code: 0, screen: "" });
  });

  it("leads find refuses a search without conditions, or with invalid ones", async () => {
    const mistakes: readonly (readonly [readonly string[], RegExp])[] = [
      [[], /at least one condition/],
      [["--list", "spring"], /--list must be a whole number .*"spring"/],
      [["--lead", "1.5"], /--lead .*"1\.5"/],
      [["--phone", "none"], /--phone must have digits/],
      [["--called-from", "2025-02-30"], /"2025-02-30" is not a date/],
      [["--list", "1001", "--not-called", "soon"], /--not-called .*"soon"/],
      [["--list", "1001", "--limit", "0"], /--limit .*1 to 10000/],
      [["--list", "1001", "--ids", "--json"], /either --ids or --json/],
    ];
    for (const [words, message] of mistakes)
      expectMessage(await line().run("leads", "find", ...words), 64, message);
  });

  it("leads locate tells where leads are, by id or vendor code", async () => {
    const located = await line().json<{ leadId: number; location: string }[]>(
      ...["leads", "locate", "1", "3", "4", "9"],
    );
    expect(located.map(({ leadId, location }) => [leadId, location])).to.deep.equal([
      [1, "archived"],
      [3, "live"],
      [4, "both"],
      [9, "neither"],
    ]);
    const byCode = (await line().run("leads", "locate", "--vendor", "nobody")).stdout;
    expect(byCode).to.match(/^VENDOR CODE +LOCATION .*\nnobody +neither/);
    expectMessage(await line().run("leads", "locate"), 64, /either lead ids or --vendor/);
    expectMessage(await line().run("leads", "locate", "1", "--vendor", "A"), 64, /either lead ids/);
  });

  it("lead shows where a lead is, how its copies differ, and its batches", async () => {
    const both = await line().json<ShownLead>("lead", "4");
    expect(both.location).to.equal("in both tables");
    expect(both.differences.map(({ column }) => column)).to.deep.equal(["first_name"]);
    expect(both.batches.map(({ outcome }) => outcome)).to.deep.equal(["kept_differs"]);
    const { stdout } = await line().run("lead", "4");
    expect(stdout)
      .to.match(/^Lead 4 is in both tables\.\n/)
      .and.match(/^first_name +Eva +Bea$/m);
    expect((await line().run("lead", "3")).stdout).to.match(/^Lead 3 is live\.\n[\s\S]*dearchive +moved/);
    expect((await line().run("lead", "1")).stdout).to.match(/in the archive\.\n[\s\S]*No batch has moved it/);
    expect(await line().run("lead", "99")).to.deep.include({ code: 1 });
    expectMessage(await line().run("lead", "Ann"), 64, /ID must be a whole number .*"Ann"/);
  });

  it("history lists batches by lead, outcome, user and time, newest first and page by page", async () => {
    const history = (...words: string[]) => line().json<ShownHistory>("history", ...words);
    const { batches } = await history();
    expect(batches.map(({ user }) => user)).to.deep.equal(["command line"]);
    const [batch] = batches;
    expect((await history("--lead", "4", "--outcome", "kept_differs")).batches).to.deep.equal(batches);
    const today = new Date().toISOString().slice(0, 10);
    expect((await history("--from", today, "--to", today, "--key", "manual")).batches).to.deep.equal(batches);
    for (const none of [
      ["--lead", "1"],
      ["--to", "2020-01-01"],
      ["--key", "7"],
      ["--outcome", "failed"],
    ])
      expect(await history(...none), none.join(" ")).to.deep.equal({ batches: [], before: null });
    await line().run("run", "--ids", file("again.txt", "2\n"));
    const first = await history("--limit", "1");
    expect(first.before).to.equal(first.batches[0]?.id);
    expect((await history("--before", String(first.before))).batches).to.deep.equal([batch]);
    const { stdout } = await line().run("history", "--limit", "1");
    expect(stdout).to.match(/^BATCH .*\n\d+ .* done .*\n\nOlder batches: add --before \d+\n$/);
    expectMessage(await line().run("history", "--from", "soon"), 64, /--from must be a time .*"soon"/);
  });
});
