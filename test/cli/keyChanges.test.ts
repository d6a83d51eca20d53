import { expect } from "chai";
import { isWellFormedApiKey } from "../../server/keys/apiKey.ts";
import { expectMessage, useCommandLine } from "../support/commandLine.ts";
import { createKey, createUser } from "../support/factories.ts";

type Shown = Readonly<Record<string, unknown>> & { readonly id: number; readonly key: string };

describe("vicidial-dearchive keys", () => {
  const line = useCommandLine();

  before(() => createUser(line().database));
  beforeEach(() => line().database.root("dearchive_api_keys").delete());

  const keys = (...words: string[]) => line().run("keys", ...words);
  const json = (...words: string[]) => line().json<Shown>("keys", ...words);
  const rows = () => line().database.root("dearchive_api_keys").orderBy("id");

  it("create accepts addresses, and list shows them with the requests of the last seven days", async () => {
    const { id } = await json(
      ...["create", "--label", "x", "--user", "apiuser"],
      ...["--allow", "192.0.2.0/24", "--allow", "2001:DB8::1/128", "--rate", "9/min"],
    );
    expect((await rows())[0]).to.include({ allowed_addresses: "192.0.2.0/24 2001:db8::1", rate_limit: 9 });
    await line()
      .database.root("dearchive_batches")
      .insert({
        ...{ customer: "default", direction: "dearchive", key_id: id, vicidial_user: "apiuser" },
        ...{ request_id: "r", insert_leads: 1, update_leads: 0, delete_leads: 1, state: "done" },
        started_at: new Date(Date.now() - 60_000).toISOString().slice(0, 19).replace("T", " "),
      });
    const [listed] = await line().json<Shown[]>("keys", "list");
    expect(listed).to.deep.include({ requestsInWeek: 1, allowedAddresses: ["192.0.2.0/24", "2001:db8::1"] });
    expect((await keys("list")).stdout).to.match(/192\.0\.2\.0\/24 2001:db8::1 .* 1 .*active/);
  });

  it("create and edit take scopes, which are restore and archive unless chosen, and list shows them", async () => {
    const create = ["create", "--label", "x", "--user", "apiuser"];
    const { id } = await json(...create);
    await json(...create, "--scope", "archive", "--scope", "read");
    expect((await rows()).map(({ scopes }) => scopes)).to.deep.equal(["restore archive", "read archive"]);
    await json("edit", String(id), "--scope", "restore_by_phone");
    expect((await rows())[0]).to.include({ scopes: "restore_by_phone" });
    expect((await keys("list")).stdout).to.match(/ read archive .*\n.* restore_by_phone /);
    expectMessage(
      await keys(...create, "--scope", "all"),
      64,
      /--scope must be one or more of read, restore/,
    );
  });

  it("edit changes only the given settings", async () => {
    const { id } = await createKey(line().database, { label: "old", rateLimit: 9, leadLimit: 7 });
    const changed = await json(
      ...["edit", String(id), "--label", "new", "--rate", "none", "--allow", "192.0.2.1"],
      ...["--format", "http_code", "--expires", "2099-01-31"],
    );
    expect(changed).to.deep.include({ label: "new", rateLimit: null, leadLimit: 7, version: 2 });
    expect((await rows())[0]).to.include({
      ...{ label: "new", rate_limit: null, lead_limit: 7, allowed_addresses: "192.0.2.1" },
      ...{ response_format: "http_code", expires_at: "2099-01-31 23:59:59" },
    });
    await json("edit", String(id), "--allow-all", "--expires", "never", "--limit", "8");
    expect((await rows())[0]).to.include({ allowed_addresses: null, expires_at: null, lead_limit: 8 });
  });

  it("roll creates a new key, and shows until when the old one stays valid", async () => {
    const { id } = await createKey(line().database, { leadLimit: 7 });
    const { stdout } = await keys("roll", String(id), "--overlap", "7d", "--expires", "2099-01-31");
    expect(isWellFormedApiKey(/vda_\w+/.exec(stdout)?.[0] ?? "")).to.equal(true);
    expect(stdout).to.match(new RegExp(`Key ${id} stays valid until \\d{4}-`));
    const [old, made] = await rows();
    expect(made).to.include({ rolled_from: id, lead_limit: 7, expires_at: "2099-01-31 23:59:59" });
    const hours = (Date.parse(`${old?.expires_at}Z`) - Date.now()) / 3_600_000;
    expect(hours).to.be.within(7 * 24 - 1, 7 * 24);

    const again = await json("roll", String(made?.id), "--overlap", "0");
    expect(again).to.include({ rolledFrom: made?.id });
    expect(isWellFormedApiKey(again.key)).to.equal(true);
  });

  it("list shows request limits and successors, and edit needs --force to keep a rolled key valid", async () => {
    const { id } = await createKey(line().database, { rateLimit: 77 });
    const { id: successor } = await json("roll", String(id));
    const table = (await keys("list")).stdout.trimEnd().split("\n");
    expect(table[0]).to.match(/LIMIT +PER MINUTE .*REPLACED BY +STATE$/);
    expect(table[1]).to.match(new RegExp(`^${successor} .* 77 .* - +active$`));
    expect(table[2]).to.match(new RegExp(`^${id} .* 77 .* ${successor} +active$`));
    const endless = ["edit", String(id), "--expires", "never"];
    expectMessage(await keys(...endless), 64, new RegExp(`was replaced by key ${successor} .*--force`));
    expect((await rows())[0]?.expires_at).to.not.equal(null);
    expect(await json(...endless, "--force")).to.include({ expiresAt: null });
    expect(await json("edit", String(successor), "--expires", "never")).to.include({ expiresAt: null });
  });

  it("refuses invalid values with exit code 64, changes that are impossible with 1, and changes nothing", async () => {
    const { id } = await createKey(line().database);
    const over = await createKey(line().database);
    await keys("revoke", String(over.id), "--yes");
    const before = await rows();
    const mistakes: readonly (readonly [readonly string[], RegExp, code?: number])[] = [
      [["edit", String(id)], /at least one setting/],
      [["edit", String(id), "--allow", "x"], /--allow.*"x"/],
      [["edit", String(id), "--allow", "::1", "--allow-all"], /either --allow or --allow-all, not both/],
      [["edit", String(over.id), "--limit", "7"], /is revoked/, 1],
      [["edit", "987654", "--limit", "7"], /key 987654 does not exist/],
      [["roll", String(over.id)], /is revoked/, 1],
      [["roll", String(id), "--overlap", "2h"], /Allowed choices are 0, 1h, 24h, 7d/],
      [["roll", "first"], /"first"/],
    ];
    for (const [words, message, code = 64] of mistakes) expectMessage(await keys(...words), code, message);
    expect(await rows()).to.deep.equal(before);
  });
});
