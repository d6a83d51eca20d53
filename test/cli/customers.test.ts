import { rmSync } from "node:fs";
import { dirname } from "node:path";
import { expect } from "chai";
import { expectErrorMessage, expectMessage } from "../support/commandLine.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { createUser } from "../support/factories.ts";
import { confOf, useFiles } from "../support/files.ts";
import { runInProcess } from "../support/inProcess.ts";
import type { Ended } from "../support/program.ts";

describe("The command line with several customers", () => {
  const file = useFiles();
  let databases: TestDatabase[];
  let environment: Record<string, string>;

  before(async () => {
    databases = [
      await createTestDatabase({ migrated: false }),
      await createTestDatabase({ migrated: false, engine: "innodb" }),
    ];
    const [home, acme] = databases;
    if (!home || !acme) expect.fail("there are two databases");
    const conf = file("home", confOf(home));
    file("acme.conf", confOf(acme));
    environment = { DEARCHIVE_CONF: conf, DEARCHIVE_CUSTOMERS: dirname(conf) };
    await createUser(acme, "ofacme");
  });

  after(async () => {
    for (const database of databases) await database.drop();
  });

  const run = (...words: string[]): Promise<Ended> => runInProcess(words, environment);
  const createKey = (...words: string[]) =>
    run("keys", "create", "--label", "crm", "--json", "--user", "ofacme", ...words);

  it("creates every customer's tables with one `migrate`", async () => {
    const { code, stderr } = await run("migrate");
    expect(stderr).to.equal("");
    expect(code).to.equal(0);
    for (const { root } of databases) expect(await root("dearchive_batches").select()).to.deep.equal([]);
    expect(JSON.parse((await run("migrate", "--json")).stdout)).to.deep.equal({ migrations: [] });
  });

  it("creates the other customers' tables when one database is unreachable, and exits with an error", async () => {
    const [, acme] = databases;
    if (!acme) expect.fail("there are two databases");
    // Its name sorts before the reachable customer's.
    const away = file("a-way.conf", confOf(acme, { port: 1 }));
    try {
      for (const table of await acme.sql<{ name: string }>(
        "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = ? AND table_name LIKE 'dearchive%'",
        [acme.name],
      ))
        await acme.sql(`DROP TABLE ${table.name}`);
      const ended = await run("migrate", "--json");
      expectErrorMessage(ended, 1, /^customer "a-way": no database server answers/);
      const told = JSON.parse(ended.stdout) as { migrations: string[]; failed: { customer: string }[] };
      expect(told.failed.map(({ customer }) => customer)).to.deep.equal(["a-way"]);
      expect(told.migrations).to.have.length.at.least(4);
      expect(await acme.root("dearchive_batches").select()).to.deep.equal([]);
    } finally {
      rmSync(away);
    }
  });

  it("creates a key for a customer's user in the shared key table", async () => {
    const { code, stdout, stderr } = await createKey("--customer", "acme");
    expect(stderr).to.equal("");
    expect(code).to.equal(0);
    expect(JSON.parse(stdout)).to.include({ customer: "acme", user: "ofacme" });
    const keys = await Promise.all(
      databases.map(({ root }) => root("dearchive_api_keys").select("customer")),
    );
    expect(keys).to.deep.equal([[{ customer: "acme" }], []]);
  });

  it("creates no key for a user of another customer's Vicidial", async () =>
    expectMessage(await createKey(), 64, /Vicidial has no user "ofacme"/));

  it("creates no key for an unknown customer, and lists the existing customers", async () => {
    const ended = await createKey("--customer", "acmee");
    expectMessage(ended, 64, /customer "acmee" does not exist\. Configured: default, acme/);
    expect(await databases[0]?.root("dearchive_api_keys").where({ customer: "acmee" })).to.deep.equal([]);
  });

  it("lets `doctor` check a single customer's database", async () => {
    await databases[1]?.sql("DROP TABLE vicidial_list_archive");
    const acme = await run("doctor", "--json", "--customer", "acme");
    expect(acme.code, acme.stderr).to.equal(2);
    expect(acme.stdout).to.include("vicidial_list_archive");
    const home = await run("doctor", "--json");
    expect(home.code, home.stderr).to.be.lessThan(2);
    expectErrorMessage(await run("doctor", "--customer", "none"), 64, /customer "none" does not exist/);
  });
});
