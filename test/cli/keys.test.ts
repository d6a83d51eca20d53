import { appendFileSync } from "node:fs";
import { expect } from "chai";
import { isWellFormedApiKey } from "../../server/keys/apiKey.ts";
import { expectMessage, useCommandLine } from "../support/commandLine.ts";
import { createUser } from "../support/factories.ts";

interface MadeKey {
  readonly id: number;
  readonly key: string;
  readonly limit?: number;
  readonly warnings: readonly string[];
}

type ListedKey = Readonly<Record<string, unknown>>;

describe("vicidial-dearchive keys", () => {
  const line = useCommandLine();

  before(async () => {
    await createUser(line().database);
    await createUser(line().database, "weak", { user_level: 7 });
  });

  beforeEach(() => line().database.root("dearchive_api_keys").delete());

  function rows() {
    return line().database.sql("SELECT * FROM dearchive_api_keys ORDER BY id");
  }

  it("create adds a key and shows it once", async () => {
    const { code, stdout, stderr } = await line().run(
      "keys",
      "create",
      "--label",
      "My CRM",
      "--user",
      "apiuser",
    );
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: "" });
    const key = /vda_[0-9A-Za-z]+/.exec(stdout)?.[0] ?? "";
    expect(isWellFormedApiKey(key), stdout).to.equal(true);
    const [row] = await rows();
    expect(row).to.include({
      label: "My CRM",
      vicidial_user: "apiuser",
      customer: "default",
      lead_limit: 500,
      expires_at: null,
      revoked_at: null,
    });
    expect((await line().run("keys", "list")).stdout).to.not.include(key.slice(12));
  });

  it("create and roll print a dry run with the key, at the link's site, else at this server's address", async () => {
    const words = ["keys", "create", "--label", "CRM", "--user", "apiuser"];
    const local = await line().run(...words);
    expect(local.stdout).to.match(
      /^curl http:\/\/127\.0\.0\.1:8470\/vicidial\/leads\/dearchive \\\n .*Key=vda_\w+'/m,
    );
    appendFileSync(line().conf, "VARserver_ip => 192.0.2.7\n");
    const guessed = await line().run(...words);
    expect(guessed.stdout)
      .to.match(/^curl http:\/\/192\.0\.2\.7\/vicidial/m)
      .and.match(/in place of http:\/\/192\.0\.2\.7/);
    await line()
      .database.root("vicidial_custom_reports")
      .insert({
        ...{
          report_name: "Lead Dearchive",
          path_name: "/vicidial/dearchive",
          domain: "https://vicidial.example.com",
        },
      });
    const { id } = await line().json<MadeKey>(...words);
    const rolled = await line().run("keys", "roll", String(id));
    expect(rolled.stdout)
      .to.match(/^curl https:\/\/vicidial\.example\.com\/vicidial/m)
      .and.not.match(/in place of/);
  });

  it("create accepts a limit, a customer and an expiry date", async () => {
    const made = await line().json<MadeKey>(
      ...["keys", "create", "--label", " CRM ", "--user", "apiuser"],
      ...["--limit", "5000", "--customer", "acme", "--expires", "2099-01-31"],
    );
    expect(isWellFormedApiKey(made.key)).to.equal(true);
    expect(made.warnings).to.deep.equal([]);
    const [row] = await rows();
    expect(row).to.include({
      id: made.id,
      label: "CRM",
      lead_limit: 5000,
      customer: "acme",
      expires_at: "2099-01-31 23:59:59",
    });
  });

  it("create accepts an exact expiry time", async () => {
    await line().json(
      "keys",
      "create",
      "--label",
      "x",
      "--user",
      "apiuser",
      "--expires",
      "2099-01-31T18:00+02:00",
    );
    expect((await rows())[0]).to.include({ expires_at: "2099-01-31 16:00:00" });
  });

  it("create warns of a user whose requests will be refused", async () => {
    const made = await line().json<MadeKey>("keys", "create", "--label", "x", "--user", "weak");
    expect(made.warnings).to.have.length(1);
    expect(made.warnings[0]).to.match(/level is below 8/);
    const { stdout } = await line().run("keys", "create", "--label", "x", "--user", "weak");
    expect(stdout).to.match(/level is below 8/);
  });

  const create = ["keys", "create", "--label", "x", "--user", "apiuser"];
  const mistakes: Readonly<Record<string, readonly [readonly string[], RegExp]>> = {
    "an unknown user": [["keys", "create", "--label", "x", "--user", "nobody"], /no user "nobody"/],
    "no label": [["keys", "create", "--user", "apiuser"], /--label/],
    "no user": [["keys", "create", "--label", "x"], /--user/],
    "an empty label": [["keys", "create", "--label", "  ", "--user", "apiuser"], /--label/],
    "a label too long": [["keys", "create", "--label", "x".repeat(101), "--user", "apiuser"], /--label.*100/],
    "a limit of 0": [[...create, "--limit", "0"], /--limit.*1 to 5000.*"0"/],
    "a limit of 5001": [[...create, "--limit", "5001"], /--limit.*1 to 5000.*"5001"/],
    "a limit that is a word": [[...create, "--limit", "many"], /--limit.*"many"/],
    "a limit with a fraction": [[...create, "--limit", "1.5"], /--limit.*"1\.5"/],
    "an expiry date that does not exist": [[...create, "--expires", "2099-02-30"], /--expires.*"2099-02-30"/],
    "an expiry date that is a word": [[...create, "--expires", "tomorrow"], /--expires.*"tomorrow"/],
    "an expiry date that has passed": [[...create, "--expires", "2020-01-01"], /2020-01-01 has passed/],
    "an expiry time on a date that does not exist": [
      [...create, "--expires", "2099-02-30T10:00:00Z"],
      /--expires.*"2099-02-30T10:00:00Z"/,
    ],
    "an invalid address": [
      [...create, "--allow", "10.0.0.1", "--allow", "10.0.0.0/33"],
      /--allow.*“10\.0\.0\.0\/33”/,
    ],
    "a customer without a name": [[...create, "--customer", ""], /--customer/],
    "a customer's name too long": [[...create, "--customer", "x".repeat(65)], /--customer/],
    "an unknown option": [[...create, "--frobnicate"], /--frobnicate/],
    "an extra argument": [[...create, "again"], /too many arguments/],
    "an unknown command": [["keys", "destroy"], /unknown command/],
    "an id that is a word": [["keys", "revoke", "first", "--yes"], /"first"/],
    "a limit of requests in leads": [
      [...create, "--rate", "60/s"],
      /--rate.*1\/min to .*per minute.*"60\/s"/,
    ],
    "an unknown key id": [["keys", "revoke", "987654"], /key 987654 does not exist/],
  };
  for (const [what, [words, message]] of Object.entries(mistakes)) {
    it(`refuses ${what} with a message and exit code 64, and changes nothing`, async () => {
      expectMessage(await line().run(...words), 64, message);
      expect(await rows()).to.deep.equal([]);
    });
  }

  it("list shows every key with its state, newest first", async () => {
    const old = await line().json<MadeKey>("keys", "create", "--label", "old", "--user", "apiuser");
    const ended = await line().json<MadeKey>("keys", "create", "--label", "ended", "--user", "apiuser");
    await line().json("keys", "create", "--label", "new", "--user", "apiuser");
    await line().json("keys", "revoke", String(ended.id), "--yes");
    await line()
      .database.root("dearchive_api_keys")
      .where({ id: old.id })
      .update({ expires_at: "2020-01-01 00:00:00" });

    const listed = await line().json<ListedKey[]>("keys", "list");
    expect(listed.map(({ label, state }) => [label, state])).to.deep.equal([
      ["new", "active"],
      ["ended", "revoked"],
      ["old", "expired"],
    ]);
    expect(JSON.stringify(listed)).to.not.match(/hash/i);
    const { stdout } = await line().run("keys", "list");
    expect(stdout.trimEnd().split("\n")).to.have.length(4);
    expect(stdout).to.match(/new.*active\n.*ended.*revoked\n.*old.*expired/);
  });

  it("list explains how to create the first key", async () => {
    expect((await line().run("keys", "list")).stdout).to.match(/keys create/);
    expect(await line().json("keys", "list")).to.deep.equal([]);
  });

  it("revoke ends a key, and can be repeated", async () => {
    const { id } = await line().json<MadeKey>("keys", "create", "--label", "x", "--user", "apiuser");
    expect((await line().run("keys", "revoke", String(id), "--yes")).stdout).to.match(/"x" was revoked/);
    const first = await rows();
    expect(first[0]?.["revoked_at"]).to.match(/^\d{4}-/);
    expect(await line().json("keys", "revoke", String(id))).to.deep.equal({ id, state: "revoked" });
    expect(await rows()).to.deep.equal(first);
  });
});
