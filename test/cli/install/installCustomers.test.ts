import { mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";
import { confOf, useFiles } from "../../support/files.ts";
import { useInstallTarget } from "../../support/installTarget.ts";

describe("vicidial-dearchive install with several customers", () => {
  const machine = useInstallTarget();
  const file = useFiles();
  let acme: TestDatabase;
  let env: Readonly<Record<string, string>>;

  before(async () => {
    acme = await createTestDatabase({ migrated: false });
    await acme.sql("INSERT INTO vicidial_user_groups (user_group, group_name) VALUES ('ADMIN', 'Admins')");
    const folder = dirname(file("unused", ""));
    mkdirSync(join(folder, "customers"));
    file("customers/acme.conf", confOf(acme));
    env = { DEARCHIVE_CUSTOMERS: join(folder, "customers") };
  });

  after(() => acme.drop());

  const linkOf = (database: TestDatabase): Promise<readonly string[]> =>
    database.root("vicidial_custom_reports").pluck("path_name");
  const [OWN, ACME] = ["/vicidial/dearchive", "/vicidial/dearchive/customers/acme"];

  it("adds a link to each customer's pages to that customer's menu, and gives each customer's file to the service", async () => {
    const { run, line, systemdFile } = machine();
    const ended = await run(["install", "--groups", "ADMIN"], env);
    expect(ended.code, ended.stderr).to.equal(0);
    expect([await linkOf(line.database), await linkOf(acme)]).to.deep.equal([[OWN], [ACME]]);
    const unit = readFileSync(systemdFile, "utf8");
    expect(unit).to.match(/LoadCredential=acme\.conf:.*customers\/acme\.conf\n/);
    expect(unit).to.include("Environment=DEARCHIVE_CUSTOMERS=%t/credentials/%n\n");
  });

  it("removes only one customer's link with --customer, and keeps the other links and the service", async () => {
    const { run, line, systemdFile } = machine();
    const ended = await run(["uninstall", "--customer", "acme"], env);
    expect(ended.code, ended.stderr).to.equal(0);
    expect([await linkOf(line.database), await linkOf(acme)]).to.deep.equal([[OWN], []]);
    expect(ended.stdout).to.match(/the other customers still use them/);
    expect(readFileSync(systemdFile, "utf8")).to.include("[Service]");
  });
});
