import { expect } from "chai";
import { expectErrorMessage } from "../../support/commandLine.ts";
import { DROP_ACCOUNT, useInstallTarget } from "../../support/installTarget.ts";

const HOST = "127.0.0.1";

describe("The database rights that vicidial-dearchive install needs", () => {
  const target = useInstallTarget();
  let before: unknown;

  const sql = (text: string) => target().line.database.sql(text);
  const database = () => target().line.database.name;

  async function grantsOf(user: string): Promise<readonly string[]> {
    const rows = await sql(`SHOW GRANTS FOR ${user}@'${HOST}'`);
    return rows.map((row) => String(Object.values(row)[0])).filter((grant) => grant.includes(database()));
  }

  beforeEach(async () => {
    before = await target().snapshot();
  });

  afterEach(async () => {
    const ended = await target().run(["uninstall", "--drop-tables", "--yes"], DROP_ACCOUNT);
    expect(ended.code, ended.stderr).to.equal(0);
  });

  it("are covered by Vicidial's stock accounts: install asks for no GRANT, and the plugin works afterwards", async () => {
    expect(await grantsOf("cron")).to.deep.equal([
      `GRANT SELECT, INSERT, UPDATE, DELETE, LOCK TABLES ON \`${database()}\`.* TO \`cron\`@\`${HOST}\``,
    ]);
    expect(await grantsOf("custom")).to.deep.equal([
      `GRANT CREATE, ALTER ON \`${database()}\`.* TO \`custom\`@\`${HOST}\``,
    ]);
    const { code, stdout, stderr } = await target().run(["install"]);
    expect(code, stderr).to.equal(0);
    expect(stdout).to.not.match(/GRANT/);
    expect((await target().line.run("keys", "list")).code).to.equal(0);
    const removed = await target().run(["uninstall"]);
    expect(removed.stdout).to.not.match(/REVOKE/);
  });

  for (const [user, right, check] of [
    ["custom", "ALTER", "migration rights"],
    ["custom", "CREATE", "migration rights"],
    ["cron", "INSERT", "rights"],
    ["cron", "DELETE", "rights"],
  ] as const) {
    it(`are checked before anything is written: without ${right} for ${user}, install prints the GRANT and works after it`, async () => {
      await sql(`REVOKE ${right} ON ${database()}.* FROM ${user}@'${HOST}'`);
      const ended = await target().run(["install"]);
      const migrated = await target().line.run("migrate");
      const grant = `GRANT ${right} ON \`${database()}\`.* TO '${user}'@'${HOST}';`;
      expect(await target().snapshot()).to.deep.equal(before);
      expectErrorMessage(ended, 1, new RegExp(`nothing was changed.*${check}`));
      expect(ended.stdout).to.include(grant);
      expectErrorMessage(migrated, 1, /nothing was changed/);
      expect(migrated.stderr).to.include(grant);
      await sql(grant);
      const { code, stderr } = await target().run(["install"]);
      expect(code, stderr).to.equal(0);
    });
  }

  it("are also found in roles and in database name patterns", async () => {
    const pattern = `\`${database().slice(0, -1)}_\``;
    await sql(`REVOKE CREATE, ALTER ON ${database()}.* FROM custom@'${HOST}'`);
    await sql(`GRANT CREATE ON ${pattern}.* TO custom@'${HOST}'`);
    await sql("CREATE ROLE altering");
    await sql(`GRANT ALTER ON ${database()}.* TO altering`);
    await sql(`GRANT altering TO custom@'${HOST}'`);
    await sql(`SET DEFAULT ROLE altering FOR custom@'${HOST}'`);
    try {
      const { code, stdout, stderr } = await target().run(["install"]);
      expect(code, stdout + stderr).to.equal(0);
    } finally {
      await sql(`REVOKE CREATE ON ${pattern}.* FROM custom@'${HOST}'`);
      await sql("DROP ROLE altering");
      await sql(`GRANT CREATE, ALTER ON ${database()}.* TO custom@'${HOST}'`);
    }
  });

  it("can be revoked: uninstall prints a REVOKE for each GRANT made for the plugin, and none for Vicidial's own", async () => {
    await target().json("install");
    const grant = `SELECT, UPDATE ON \`${database()}\`.\`vicidial_user_groups\``;
    await sql(`GRANT ${grant} TO custom@'${HOST}'`);
    const { next } = await target().json("uninstall");
    const revokes = next.filter((line) => line.startsWith("REVOKE"));
    expect(revokes).to.deep.equal([`REVOKE ${grant} FROM 'custom'@'${HOST}';`]);
    for (const revoke of revokes) await sql(revoke);
    expect((await target().json("uninstall")).next.join()).to.not.match(/REVOKE/);
  });
});
