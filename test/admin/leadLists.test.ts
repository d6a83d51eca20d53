import { expect } from "chai";
import { EVERY_CUSTOMER } from "../../server/db/customerScope.ts";
import { createRunChunks } from "../../server/runs/store/runChunks.ts";
import { basicAuth, useAdminSetup } from "../support/adminSetup.ts";
import { send } from "../support/client.ts";
import { insertLead, insertLeads } from "../support/factories.ts";

describe("A list of ids", () => {
  const setup = useAdminSetup();

  /** Submits the upload form as a browser does, with or without a file. */
  async function upload(file: string | Buffer | null, fields: Record<string, string> = {}, user = "mover") {
    const { url, token } = setup();
    const form = new FormData();
    form.set("_csrf", await token(user));
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    form.set("file", new Blob(file === null ? [] : [file]), file === null ? "" : "leads.csv");
    return send(`${url}/leads/list`, {
      method: "POST",
      headers: { Accept: "text/html", Origin: new URL(url).origin, ...basicAuth(user) },
      body: form,
      redirect: "manual",
    });
  }

  /** Fetches the page that shows how a list was read. */
  async function intakeOf(sent: Awaited<ReturnType<typeof upload>>, query = "", user = "mover") {
    expect(sent.status, sent.text).to.equal(303);
    const location = new URL(sent.headers.get("Location") ?? "", setup().url).pathname;
    const path = location.slice(new URL(setup().url).pathname.length);
    return { path, page: await setup().get(user, `${path}${query}`) };
  }

  /** Submits the form that creates a run, with its hidden fields. */
  async function runIn(sent: Awaited<ReturnType<typeof upload>>, query = "") {
    const { path, page } = await intakeOf(sent, query);
    const [form = ""] = /<form method="post"[^>]*>[\s\S]*?<\/form>/.exec(page.text) ?? [];
    expect(form, page.text).to.not.equal("");
    const fields = Object.fromEntries(
      [...form.matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(([, name = "", value = ""]) => [name, value]),
    );
    const { status, headers, text } = await setup().submit("mover", path, fields);
    expect(status, text).to.equal(303);
    const id = Number(headers.get("Location")?.split("/").at(-1));
    const [row] = await setup().database.root("dearchive_runs").where({ id });
    const part = await createRunChunks(setup().database.root, EVERY_CUSTOMER).leadsOf(id, 0);
    expect((await setup().get("mover", path)).status, "the list is gone").to.equal(404);
    return { ids: part?.leadIds ?? [], source: JSON.parse(row?.source ?? ""), headers, page: page.text };
  }

  it("is read from the column lead_id at any position, each lead once and in order", async () => {
    const { ids, source, page } = await runIn(
      await upload("\uFEFFname;lead_id\r\nAnn;30\r\nBob;10\r\nAnn;30\r\nEve;x\r\n"),
    );
    expect(ids).to.deep.equal([10, 30]);
    expect(source).to.deep.equal({ kind: "list", name: "leads.csv", invalid: 1, repeated: 1 });
    expect(page).to.match(/Reading lead ids from the column lead_id\.</);
    for (const [label, count] of [
      ["Lines", 4],
      ["Lead ids", 2],
      ["Repeated lines", 1],
      ["Refused lines", 1],
    ])
      expect(page).to.include(`<strong class="number">${count}</strong> ${label}`);
  });

  it("shows its first and its refused lines, and offers the refused ones as a file with reasons", async () => {
    const { path, page } = await intakeOf(await upload("name;lead_id\nAnn;7\n=1+1;1,234\nBob\nCy;8\n"));
    expect(page.text).to.match(/<td>Ann<\/td><td class="is-chosen">7<\/td>/);
    expect(page.text).to.match(/Line 3<\/th><td[^>]*>1,234<\/td><td[^>]*>thousands separators/);
    const { text, headers } = await setup().get("mover", `${path}/refused.csv`);
    expect(headers.get("Content-Disposition")).to.include("refused-lines.csv");
    expect(text.split("\r\n").slice(0, 3)).to.deep.equal([
      text.startsWith("\uFEFF") ? "\uFEFFline,value,reason" : "line,value,reason",
      '3,"1,234",thousands separators: write the number without them',
      "4,Bob,the line does not have 2 columns",
    ]);
  });

  it("without a column lead_id asks which column to read, and makes no run before that", async () => {
    const sent = await upload("vendor_code,phone\n7,555\n8,556\n");
    const { path, page } = await intakeOf(sent);
    expect(page.text).to.include("The heading has no column lead_id.");
    expect(page.text).to.not.include('<form method="post" action="/vicidial/dearchive/leads/list');
    const runs = async () => (await setup().database.root("dearchive_runs")).length;
    const before = await runs();
    expect((await setup().submit("mover", path, {})).status).to.equal(422);
    expect(await runs()).to.equal(before);
    const choice = "?delimiter=comma&heading=yes&column=1&match=lead_id";
    expect((await runIn(sent, choice)).ids).to.deep.equal([7, 8]);
  });

  it("can name leads by phone number, limited to lists that the user can access", async () => {
    const { database } = setup();
    await insertLeads(database, "vicidial_list_archive", [901, 902, 903]);
    await database.root("vicidial_list_archive").where({ lead_id: 901 }).update({ phone_number: "7005551" });
    await database
      .root("vicidial_list_archive")
      .where("lead_id", ">", 901)
      .update({ phone_number: "7005552" });
    const list = "name;phone_number\nAnn;700-5551\nBob;7005552\nCy;7009999\n";
    const choice = "?delimiter=semicolon&heading=yes&column=2&match=phone_number";
    const { ids, page } = await runIn(await upload(list), choice);
    expect(ids).to.deep.equal([901, 902, 903]);
    expect(page).to.include("no archived lead that you may see has this value");
    expect(page).to.include('<strong class="number">3</strong> Leads found');
  });

  it("can name live leads to archive, which are looked up in the live table only", async () => {
    const { database } = setup();
    await insertLead(database, "vicidial_list", 911, { vendor_lead_code: "V-911" });
    await insertLead(database, "vicidial_list_archive", 912, { vendor_lead_code: "V-912" });
    const sent = await upload("vendor_lead_code\nV-911\nV-912\n", { in: "live" });
    expect(sent.headers.get("Location")).to.match(/\?in=live$/);
    const { ids, page } = await runIn(sent, "?in=live&heading=yes&column=1&match=vendor_lead_code");
    expect(ids).to.deep.equal([911]);
    expect(page).to.include("no live lead that you may see has this value");
    const [run] = await database.root("dearchive_runs").orderBy("id", "desc").limit(1);
    expect(run?.direction).to.equal("archive");
  });

  it("is visible only to its user, and expires after an hour", async () => {
    const { path } = await intakeOf(await upload("lead_id\n1\n"));
    for (const below of ["", "/refused.csv"])
      expect((await setup().get("boss", path + below)).status, below).to.equal(404);
    await setup().database.root("dearchive_list_uploads").update({ expires_at: "2020-01-01" });
    expect((await setup().get("mover", path)).status).to.equal(404);
    await upload("lead_id\n1\n");
    expect(await setup().database.root("dearchive_list_uploads")).to.have.lengthOf(1);
    expect(await setup().database.root("dearchive_list_upload_pieces")).to.have.lengthOf(1);
  });

  it("is stored in chunks that fit any server's packet limit, at most five lists per user", async () => {
    const big = `lead_id\n${"1234567\n".repeat(100_000)}`;
    await upload(big);
    for (let n = 0; n < 6; n += 1) await upload("1\n");
    const rows = await setup().database.root("dearchive_list_uploads").where({ user: "mover" });
    expect(rows).to.have.lengthOf(5);
    const pieces: { size: number }[] = await setup()
      .database.root("dearchive_list_upload_pieces")
      .select(setup().database.root.raw("LENGTH(content) AS size"));
    expect(Math.max(...pieces.map(({ size }) => size))).to.be.at.most(256 * 1024);
  });

  it("cannot be a file and pasted ids at once", async () => {
    const { status, text } = await upload("1\n", { ids: "5" });
    expect(status).to.equal(422);
    expect(text).to.include("You chose a file and pasted ids.").and.to.include(">5</textarea>");
  });

  it("that is a workbook is refused in one sentence, under any file name", async () => {
    const { status, text } = await upload(Buffer.from([0x50, 0x4b, 3, 4, 20, 0, 8, 0]));
    expect(status).to.equal(422);
    expect(text).to.include("workbook").and.to.include("save it as “CSV UTF-8”");
    expect(text).to.not.match(/(?!\s)\p{Cc}/u);
  });

  it("with a title above its heading is refused, naming the heading's line", async () => {
    const { status, text } = await upload("Leads of May\nname;lead_id\nAnn;7\n");
    expect(status).to.equal(422);
    expect(text).to.include("Line 2 of the list looks like the heading: remove the lines above it.");
  });

  it("shows no binary data, and escapes markup in cells", async () => {
    const list = `lead_id;name\n1;<script>alert(1)</script>\n2;x\n${"3;y\n".repeat(300)}4\0;\u0007\n`;
    const { page } = await intakeOf(await upload(list));
    expect(page.text).to.include("&lt;script&gt;").and.to.include("binary data");
    expect(page.text)
      .to.not.include("<script>alert")
      .and.to.not.match(/(?!\s)\p{Cc}/u);
  });

  it("can be pasted with any separators", async () => {
    const { ids, source } = await runIn(await upload(null, { ids: " 5, 6;7\n8\t9 5" }));
    expect(ids).to.deep.equal([5, 6, 7, 8, 9]);
    expect(source).to.include({ name: "pasted ids", repeated: 1 });
  });

  it("that was pasted with words in between loses no id, and reports the words", async () => {
    const { ids, source } = await runIn(await upload(null, { ids: "Hello: 1, 2, x, 3.5, -4\n3 and 5" }));
    expect(ids).to.deep.equal([1, 2, 3, 5]);
    expect(source).to.include({ invalid: 5, repeated: 0 });
  });

  it("that was pasted with a heading is CSV", async () => {
    expect((await runIn(await upload(null, { ids: "name, Lead ID\nAnn, 7\nBob, 8" }))).ids).to.deep.equal([
      7, 8,
    ]);
  });

  it("that was pasted with ambiguous separators asks how to read it", async () => {
    for (const ids of ["1,234", "1,234\n5,678", "101 102 103", "5\n1,234", "7, 8, 1,234", "ids: 1 234"]) {
      const sent = await upload(null, { ids });
      const { page } = await intakeOf(sent);
      expect(page.text, ids).to.include("could be one number or several lead ids");
      expect(page.text).to.not.include('class="primary" type="submit">Check');
    }
    expect((await runIn(await upload(null, { ids: "1,234" }), "?between=ids")).ids).to.deep.equal([1, 234]);
    expect((await runIn(await upload(null, { ids: "7\n1,234" }), "?between=digits")).ids).to.deep.equal([7]);
    expect((await runIn(await upload(null, { ids: "1,2345, 6" }))).ids).to.deep.equal([1, 6, 2345]);
    expect((await runIn(await upload(null, { ids: "7 1\u00a0234" }))).ids).to.deep.equal([7]);
  });

  it("is split into chunks of the batch size", async () => {
    const many = Array.from({ length: 1300 }, (_, n) => n + 1).join("\n");
    await runIn(await upload(many));
    const [row] = await setup().database.root("dearchive_runs").orderBy("id", "desc").limit(1);
    expect([row?.lead_count, row?.part_count]).to.deep.equal([1300, 2]);
  });

  it("that is missing or empty shows an error beside its field", async () => {
    for (const sent of [await upload(null), await upload("")]) {
      expect(sent.status).to.equal(422);
      expect(sent.text).to.match(
        /id="field-file-error">[^<]*(Choose a file, or paste lead ids|The file is empty)/,
      );
    }
  });

  for (const [what, file, message] of [
    ["has a heading alone", "lead_id\n", "The list contains no lead ids. Choose another list."],
    [
      "names no lead",
      "lead_id\nfoo\n-1\n4294967296\n",
      "The list contains no lead ids. Choose another list.",
    ],
    ["repeats one lead without end", "1\n".repeat(100_002), "Most lines of the list name no lead"],
    [
      "names more leads than a run can include",
      Array.from({ length: 100_001 }, (_, n) => n + 1).join("\n"),
      "A run can include at most 100,000 leads. Split the list into several lists.",
    ],
  ] as const) {
    it(`cannot become a run when it ${what}, and the page explains why`, async () => {
      const before = (await setup().database.root("dearchive_runs")).length;
      const { path, page } = await intakeOf(await upload(file));
      expect(page.text).to.include(message);
      expect(page.text).to.not.include("Nothing moves yet");
      expect((await setup().submit("mover", path, {})).status).to.equal(422);
      expect(await setup().database.root("dearchive_runs")).to.have.lengthOf(before);
    });
  }

  it("that was pasted and refused stays in the box", async () => {
    const { text } = await upload(null, { ids: "All leads\nlead_id;name" });
    expect(text)
      .to.include(">All leads\r\nlead_id;name</textarea>")
      .and.to.match(/id="field-ids-error">Line 2/);
  });

  it("is refused with a forged form, without the right, and when it is truncated or too large", async () => {
    const { url } = setup();
    expect((await upload("1\n", { _csrf: "forged.token" })).status).to.equal(403);
    expect((await upload("1\n", {}, "reporter")).status).to.equal(403);
    expect((await upload(Buffer.alloc(10 * 1024 * 1024 + 1, "1\n"))).status).to.equal(413);
    const post = (type: string, body: string) =>
      send(`${url}/leads/list`, {
        method: "POST",
        headers: { "Content-Type": type, ...basicAuth("mover") },
        body,
      });
    expect((await post("multipart/form-data", "x")).status, "no boundary").to.equal(400);
    expect(
      (await post("multipart/form-data; boundary=b", '--b\r\nContent-Disposition: form-data; name="f'))
        .status,
    ).to.equal(400);
    expect((await post("application/x-www-form-urlencoded", "ids=1")).status).to.equal(400);
  });
});
