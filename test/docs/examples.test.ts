import { expect } from "chai";
import { leavingLeadsUntouched } from "../support/apiSetup.ts";
import {
  expectLive,
  idsUpTo,
  sentIdempotencyKeys,
  sentLeadIds,
  useClientSetup,
} from "../support/clientSetup.ts";
import { EXAMPLES, missingRequirement, runExample } from "../support/examples.ts";
import { insertLead, insertLeads, leadIdsIn } from "../support/factories.ts";
import type { ProxyFault } from "../support/faultyProxy.ts";
import { useFiles } from "../support/files.ts";

const OFFICE_HOURS: ProxyFault = {
  status: 403,
  headers: { "Retry-After": "1", "Content-Type": "application/problem+json" },
  body: '{"type":"urn:vicidial-dearchive:problem:office_hours","title":"office hours"}',
};
const TOO_MANY: ProxyFault = { status: 429, headers: { "Retry-After": "1" }, body: "{}" };

for (const example of EXAMPLES) {
  const missing = missingRequirement(example);
  const reason = missing === undefined ? "" : ` (skipped: ${missing})`;
  describe(`docs/examples/${example.file}${reason}`, () => {
    const setup = useClientSetup();
    const file = useFiles();

    before(function () {
      if (missing !== undefined) this.skip();
    });

    function run(...words: string[]) {
      const { proxy, key } = setup();
      return runExample(example, words, { DEARCHIVE_URL: `${proxy.url}/`, DEARCHIVE_KEY: key });
    }

    it("restores the leads in its arguments, each once", async () => {
      await insertLeads(setup().database, "vicidial_list_archive", [4, 5, 6]);
      const { code, stdout, stderr } = await run("4", "5", "6", "5");
      expect({ code, stderr }).to.deep.equal({ code: 0, stderr: "" });
      expect(stdout).to.equal("3 leads found, 3 inserted, 3 deleted\n");
      await expectLive(setup(), [4, 5, 6]);
    });

    it("sends the leads of a file in batches of 500, each with its own Idempotency-Key", async () => {
      await insertLeads(setup().database, "vicidial_list_archive", idsUpTo(1_100));
      const list = file("ids.txt", `${idsUpTo(1_100).join("\r\n")}\r\n\r\n`);
      const { code, stdout, stderr } = await run(list);
      expect({ code, stderr }).to.deep.equal({ code: 0, stderr: "" });
      expect(stdout).to.equal("1100 leads found, 1100 inserted, 1100 deleted\n");
      expect(sentLeadIds(setup()).map(({ length }) => length)).to.deep.equal([500, 500, 100]);
      expect(new Set(sentIdempotencyKeys(setup())).size).to.equal(3);
      await expectLive(setup(), idsUpTo(1_100));
    });

    it("counts correctly when a response is lost, and waits as long as Retry-After requires", async () => {
      await insertLeads(setup().database, "vicidial_list_archive", [1, 2]);
      setup().proxy.plan(OFFICE_HOURS, TOO_MANY, "lose_answer", "half_answer");
      const { code, stdout, stderr } = await run("1", "2");
      expect(code, stderr).to.equal(0);
      expect(stdout).to.equal("2 leads found, 2 inserted, 2 deleted\n");
      expect(sentIdempotencyKeys(setup())).to.have.length(5);
      expect(new Set(sentIdempotencyKeys(setup())).size).to.equal(1);
      await expectLive(setup(), [1, 2]);
    });

    it("retries after a proxy's 502", async () => {
      await insertLeads(setup().database, "vicidial_list_archive", [1]);
      setup().proxy.plan({ status: 502, body: "<h1>Bad Gateway</h1>" });
      expect(await run("1")).to.include({ code: 0, stdout: "1 leads found, 1 inserted, 1 deleted\n" });
      await expectLive(setup(), [1]);
    });

    it("does not follow a redirect, which would send the key elsewhere", async () => {
      setup().proxy.plan({ status: 301, headers: { Location: "/elsewhere" } });
      const { code, stdout } = await leavingLeadsUntouched(setup(), () => run("1"));
      expect(code).to.equal(1);
      expect(setup().proxy.seen).to.have.length(1);
      expect(stdout).to.equal("0 leads found, 0 inserted, 0 deleted\n");
    });

    it("fails at a lead that does not exist, names it, and reports the finished batches", async () => {
      const { database } = setup();
      await insertLeads(database, "vicidial_list_archive", idsUpTo(502));
      const { code, stdout, stderr } = await run(file("more.txt", [...idsUpTo(502), 9_999].join("\n")));
      expect(code).to.equal(1);
      expect(stderr).to.match(/lead_ids does not exist.*\b9999\b/);
      expect(stdout).to.equal("500 leads found, 500 inserted, 500 deleted\n");
      expect(await leadIdsIn(database, "vicidial_list_archive")).to.deep.equal([501, 502]);
    });

    it("fails with an invalid key, and does not print it", async () => {
      const { proxy } = setup();
      await insertLeads(setup().database, "vicidial_list_archive", [1]);
      const env = { DEARCHIVE_URL: proxy.url, DEARCHIVE_KEY: "vda_wrong" };
      const ended = await leavingLeadsUntouched(setup(), () => runExample(example, ["1"], env));
      expect(ended.code).to.equal(1);
      expect(ended.stderr).to.match(/unable to validate api user/);
      expect(ended.stdout + ended.stderr).to.not.include("vda_wrong");
      expect(proxy.seen).to.have.length(1);
    });

    it("prints its usage after invalid arguments, and sends nothing", async () => {
      for (const words of [[], ["/no/such/file"], ["1", "two"], [file("odd.txt", "1\n2.5\n")]]) {
        const { code, stderr } = await run(...words);
        expect(code, stderr).to.equal(2);
        expect(stderr).to.not.match(/\n\s+at |Traceback/);
      }
      expect((await runExample(example, ["1"], { DEARCHIVE_URL: setup().proxy.url })).code).to.equal(2);
      expect(setup().proxy.seen).to.deep.equal([]);
    });
  });
}

for (const { file, runtime } of [
  { file: "find.sh", runtime: [] },
  { file: "find.mjs", runtime: ["node"] },
]) {
  describe(`docs/examples/${file}`, () => {
    const setup = useClientSetup();
    const run = (...words: string[]) =>
      runExample({ file, runtime }, words, { DEARCHIVE_URL: setup().proxy.url, DEARCHIVE_KEY: setup().key });

    it("finds the leads of the vendor codes in its arguments", async () => {
      const { database } = setup();
      await insertLead(database, "vicidial_list_archive", 4, { vendor_lead_code: "A-1" });
      await insertLead(database, "vicidial_list_archive", 5, { vendor_lead_code: "A 2&" });
      await insertLead(database, "vicidial_list_archive", 6, { vendor_lead_code: "A-3" });
      const { code, stdout, stderr } = await run("A-1", "A 2&");
      expect({ code, stderr }).to.deep.equal({ code: 0, stderr: "" });
      const ids = [...stdout.matchAll(/(?:"lead_id":|lead )(\d+)/g)].map(([, id]) => Number(id));
      expect(ids).to.deep.equal([4, 5]);
    });

    it("ends with 1 for a refused request and 2 for wrong arguments", async () => {
      setup().proxy.plan({ status: 403, body: '{"title":"the api key does not have the scope read"}' });
      const refused = await run("A-1");
      expect(refused.code).to.equal(1);
      expect(refused.stdout + refused.stderr).to.include("does not have the scope read");
      expect((await run()).code).to.equal(2);
    });
  });
}

describe("docs/examples/find.mjs --restore", () => {
  const setup = useClientSetup();

  it("restores what it found", async () => {
    await insertLead(setup().database, "vicidial_list_archive", 4, { vendor_lead_code: "A-1" });
    const environment = { DEARCHIVE_URL: setup().proxy.url, DEARCHIVE_KEY: setup().key };
    const { stdout } = await runExample(
      { file: "find.mjs", runtime: ["node"] },
      ["--restore", "A-1"],
      environment,
    );
    expect(stdout).to.match(/1 inserted, 1 deleted\n$/);
    await expectLive(setup(), [4]);
  });
});
