import { expect } from "chai";
import { EVERY_CUSTOMER } from "../../server/db/customerScope.ts";
import { createRunParts } from "../../server/runs/runParts.ts";
import { basic, useAdminScene } from "../support/adminScene.ts";
import { send } from "../support/client.ts";

describe("A list of ids", function () {
  this.timeout(60_000);
  const scene = useAdminScene();

  /** Sends the form as a browser does, with a file where there is one. */
  async function upload(file: string | Buffer | null, fields: Record<string, string> = {}, user = "mover") {
    const { url, token } = scene();
    const form = new FormData();
    form.set("_csrf", await token(user));
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    form.set("file", new Blob(file === null ? [] : [file]), file === null ? "" : "leads.csv");
    return send(`${url}/leads/list`, {
      method: "POST",
      headers: { Accept: "text/html", Origin: new URL(url).origin, ...basic(user) },
      body: form,
      redirect: "manual",
    });
  }

  async function runIn({ status, headers, text }: Awaited<ReturnType<typeof upload>>) {
    expect(status, text).to.equal(303);
    const id = Number(headers.get("Location")?.split("/").at(-1));
    const [row] = await scene().database.root("dearchive_runs").where({ id });
    const part = await createRunParts(scene().database.root, EVERY_CUSTOMER).leadsOf(id, 0);
    return { ids: part?.leadIds ?? [], source: JSON.parse(row?.source ?? ""), headers };
  }

  it("is taken from the column lead_id wherever that stands, each lead once and in order", async () => {
    const { ids, source } = await runIn(
      await upload("\uFEFFname;lead_id\r\nAnn;30\r\nBob;10\r\nAnn;30\r\nEve;x\r\n"),
    );
    expect(ids).to.deep.equal([10, 30]);
    expect(source).to.deep.equal({ kind: "list", name: "leads.csv", invalid: 1, repeated: 1 });
  });

  it("is taken from the first column for want of one, which is said", async () => {
    const made = await upload("id,phone\n7,555\n8,556\n");
    const { ids } = await runIn(made);
    expect(ids).to.deep.equal([7, 8]);
    const notice = made.headers.get("Set-Cookie")?.split("=")[1]?.split(".")[0] ?? "";
    expect(Buffer.from(notice, "base64url").toString()).to.include("There is no column lead_id");
  });

  it("may be pasted, with whatever between the ids", async () => {
    const { ids, source } = await runIn(await upload(null, { ids: " 5, 6;7\n8\t9 5" }));
    expect(ids).to.deep.equal([5, 6, 7, 8, 9]);
    expect(source).to.include({ name: "pasted ids", repeated: 1 });
  });

  it("that was pasted with words in between loses no id, and tells of the words", async () => {
    const { ids, source } = await runIn(await upload(null, { ids: "Hello: 1, 2, x, 3.5, -4\n3 and 5" }));
    expect(ids).to.deep.equal([1, 2, 3, 5]);
    expect(source).to.include({ invalid: 5, repeated: 0 });
  });

  it("that was pasted with a heading is CSV", async () => {
    expect((await runIn(await upload(null, { ids: "name, Lead ID\nAnn, 7\nBob, 8" }))).ids).to.deep.equal([
      7, 8,
    ]);
  });

  it("is cut into parts that a batch can take", async () => {
    const many = Array.from({ length: 1300 }, (_, n) => n + 1).join("\n");
    await runIn(await upload(many));
    const [row] = await scene().database.root("dearchive_runs").orderBy("id", "desc").limit(1);
    expect([row?.lead_count, row?.part_count]).to.deep.equal([1300, 3]);
  });

  for (const [what, file, message] of [
    ["is empty", "", "Choose a file, or paste ids."],
    ["has a heading alone", "lead_id\n", "No line of the list names a lead id."],
    ["names no lead", "lead_id\nfoo\n-1\n4294967296\n", "No line of the list names a lead id."],
    ["is not CSV", 'lead_id\n"1\n2\n', "The list is not CSV"],
    [
      "is a picture",
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3]),
      "No line of the list names a lead id.",
    ],
    ["repeats one lead without end", "1\n".repeat(100_002), "Most lines of the list name no lead"],
    [
      "names more leads than a run takes",
      Array.from({ length: 100_001 }, (_, n) => n + 1).join("\n"),
      "The list names more leads than the 100,000 that a run takes: cut it into several.",
    ],
  ] as const) {
    it(`is refused beside its field where it ${what}, and makes no run`, async () => {
      const before = (await scene().database.root("dearchive_runs")).length;
      const { status, text } = await upload(file === "" ? null : file);
      expect(status).to.equal(422);
      expect(text).to.match(/id="field-(file|ids)-error">/);
      expect(text).to.include(message);
      expect(await scene().database.root("dearchive_runs")).to.have.lengthOf(before);
    });
  }

  it("that was pasted and refused stands there again", async () => {
    const { text } = await upload(null, { ids: "all of them" });
    expect(text).to.include(">all of them</textarea>");
  });

  it("is refused without a form of ours, without the right, and where it is torn or too large", async () => {
    const { url } = scene();
    expect((await upload("1\n", { _csrf: "forged.token" })).status).to.equal(403);
    expect((await upload("1\n", {}, "reporter")).status).to.equal(403);
    expect((await upload(Buffer.alloc(10 * 1024 * 1024 + 1, "1\n"))).status).to.equal(413);
    const post = (type: string, body: string) =>
      send(`${url}/leads/list`, {
        method: "POST",
        headers: { "Content-Type": type, ...basic("mover") },
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
