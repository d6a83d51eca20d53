import { appendFileSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { expectErrorMessage, expectMessage } from "../../support/commandLine.ts";
import { DROP_ACCOUNT, useInstallTarget } from "../../support/installTarget.ts";

const NAME = "Lead Dearchive";

describe("vicidial-dearchive install and uninstall", () => {
  const machine = useInstallTarget();
  let before: unknown;

  async function reportsOf(): Promise<Readonly<Record<string, string>>> {
    const rows = await machine().line.database.sql<{ name: string; reports: string }>(
      "SELECT user_group AS name, allowed_custom_reports AS reports FROM vicidial_user_groups ORDER BY name",
    );
    return Object.fromEntries(rows.map(({ name, reports }) => [name, reports]));
  }

  async function link(): Promise<unknown> {
    const [row] = await machine().line.database.sql(
      "SELECT domain, path_name, user FROM vicidial_custom_reports WHERE report_name = ?",
      [NAME],
    );
    return row;
  }

  const logged = () =>
    machine().line.database.sql(
      "SELECT user, ip_address, event_section, event_type, record_id FROM vicidial_admin_log ORDER BY admin_log_id",
    );

  beforeEach(async () => {
    before = await machine().snapshot();
  });

  /** Uninstalls after each test, which also tests that uninstall restores the original state. */
  afterEach(async () => {
    const ended = await machine().run(["uninstall", "--drop-tables", "--yes", "--force"], DROP_ACCOUNT);
    expect(ended.code, ended.stderr).to.equal(0);
    expect(await machine().snapshot()).to.deep.equal(before);
    await machine().line.database.sql("DELETE FROM vicidial_admin_log");
  });

  it("show every step in a dry run, and change nothing", async () => {
    const { code, stdout, stderr } = await machine().run(["install", "--dry-run"]);
    expect(stderr).to.equal("");
    expect(code).to.equal(0);
    expect(stdout).to.match(/nothing was changed/);
    expect(stdout)
      .to.match(/api_keys/)
      .and.match(/user group ADMIN\b/)
      .and.match(/\/vicidial\/dearchive\n/);
    expect(stdout)
      .to.match(/\| DynamicUser=yes/)
      .and.match(/\| .*ProxyPass "http:\/\/127\.0\.0\.1:8470/);
    expect(stdout)
      .to.match(/systemctl enable/)
      .and.not.match(/of-the-tests/);
    expect(await machine().snapshot()).to.deep.equal(before);
    expect(await logged()).to.deep.equal([]);
  });

  it("create the tables, the link for groups with level 9 users, the service and Apache's paths, and log each change", async () => {
    const { steps, checks, next } = await machine().json("install");
    expect(steps.map(({ kind }) => kind)).to.deep.equal([
      "write_file",
      "write_file",
      "migrate",
      "add_report",
      "set_reports",
    ]);
    expect(steps.every(({ done }) => done)).to.equal(true);
    expect(checks.filter(({ level }) => level === "broken")).to.deep.equal([]);
    expect(next).to.include("systemctl daemon-reload");
    expect(next.slice(-2).join("\n"))
      .to.match(/^open http:\/\/\S+\/vicidial\/dearchive \(or the address .* level 8 or higher/)
      .and.match(/\nvicidial-dearchive keys create --label "CRM" --user USER/);
    expect(await link()).to.deep.equal({
      domain: "",
      path_name: "/vicidial/dearchive",
      user: "vicidial-dearchive",
    });
    expect(await reportsOf()).to.deep.equal({ ADMIN: `${NAME}|`, AGENTS: "", OTHER: "Their own|" });
    const ours = { user: "vicidial-dearchive", ip_address: "127.0.0.1" };
    expect(await logged()).to.deep.equal([
      { ...ours, event_section: "CUSTOMREPORTS", event_type: "ADD", record_id: NAME },
      { ...ours, event_section: "USERGROUPS", event_type: "MODIFY", record_id: "ADMIN" },
    ]);
    const { line, systemdFile, apacheFile } = machine();
    expect(readFileSync(systemdFile, "utf8")).to.include(`LoadCredential=astguiclient:${line.conf}\n`);
    expect(readFileSync(apacheFile, "utf8")).to.include('<Location "/vicidial/lead">');
  });

  it("do nothing when run a second time", async () => {
    await machine().json("install", "--all-groups");
    const once = await machine().snapshot();
    const again = await machine().json("install", "--all-groups");
    expect(again.steps).to.deep.equal([]);
    expect(await machine().snapshot()).to.deep.equal(once);
    await machine().json("uninstall");
    expect((await machine().json("uninstall")).steps).to.deep.equal([]);
  });

  it("show the link to the named groups, after their existing reports", async () => {
    await machine().json("install", "--groups", "ADMIN, OTHER");
    expect(await reportsOf()).to.deep.equal({ ADMIN: `${NAME}|`, AGENTS: "", OTHER: `Their own|${NAME}|` });
  });

  it("hide the link from groups without a user who can open the pages, explain why, and show it with --force", async () => {
    const { kept } = await machine().json("install", "--all-groups");
    expect(kept.join()).to.match(/no link for user group AGENTS: .*level 8/);
    expect((await reportsOf())["AGENTS"]).to.equal("");
    await machine().json("install", "--groups", "AGENTS", "--force");
    expect((await reportsOf())["AGENTS"]).to.equal(`${NAME}|`);
  });

  it("refuse an unknown group, list the existing groups, and change nothing", async () => {
    expectMessage(
      await machine().run(["install", "--groups", "ADMIN,NOBODY"]),
      64,
      /no user group NOBODY.*ADMIN, AGENTS/,
    );
    expect(await machine().snapshot()).to.deep.equal(before);
  });

  it("both keep a file that was edited manually, unless --force is given", async () => {
    const { apacheFile, json } = machine();
    await json("install");
    appendFileSync(apacheFile, "# our own line\n");
    const kept = await json("install");
    expect(kept.steps).to.deep.equal([]);
    expect(kept.kept.join()).to.include(apacheFile);
    expect((await json("uninstall")).kept.join()).to.include(apacheFile);
    expect(readFileSync(apacheFile, "utf8")).to.match(/# our own line\n$/);
    const forced = await json("install", "--force");
    expect(forced.steps.map(({ kind }) => kind)).to.include("write_file");
    expect(readFileSync(apacheFile, "utf8")).to.not.include("our own line");
  });

  it("remove the links that enable the files, because a dangling link would stop Apache", async () => {
    const { folder, apacheFile, systemdFile, json } = machine();
    await json("install");
    symlinkSync(apacheFile, join(folder, "conf-enabled", "vicidial-dearchive.conf"));
    symlinkSync(systemdFile, join(folder, "system/multi-user.target.wants", "vicidial-dearchive.service"));
    const { steps } = await json("uninstall");
    expect(steps.filter(({ kind }) => kind === "remove_link")).to.have.length(2);
  });

  it("leave another custom report of the same name alone", async () => {
    const { database } = machine().line;
    const theirs = { report_name: NAME, user: "boss", domain: "", path_name: "theirs.php" };
    await database.root("vicidial_custom_reports").insert(theirs);
    expect((await machine().json("install")).kept.join()).to.match(/another custom report/);
    expect((await machine().json("uninstall")).kept.join()).to.match(/links to theirs\.php/);
    expect(await link()).to.deep.equal({ domain: "", path_name: "theirs.php", user: "boss" });
    await database.root("vicidial_custom_reports").delete();
  });

  it("keep the link's site as an admin set it, and change it with --domain", async () => {
    await machine().json("install", "--domain", "https://one.example");
    expect((await machine().json("install")).steps).to.deep.equal([]);
    expectMessage(
      await machine().run(["install", "--domain", "one.example/x"]),
      64,
      /--domain must be a site/,
    );
    const { next } = await machine().json("install", "--domain", "https://two.example:8443");
    expect(next.join("\n")).to.match(/^open https:\/\/two\.example:8443\/vicidial\/dearchive and sign in/m);
    expect(await link()).to.include({ domain: "https://two.example:8443" });
  });

  it("name the missing right when the account lacks CREATE, and change nothing", async () => {
    const cron = { DEARCHIVE_MIGRATION_USER: "cron", DEARCHIVE_MIGRATION_PASSWORD: "of-the-tests" };
    const ended = await machine().run(["install"], cron);
    expectErrorMessage(ended, 1, /nothing was changed: fix the failed checks first \(migration rights\)/);
    expect(ended.stdout).to.match(/GRANT CREATE, ALTER ON `\w+`\.\* TO 'cron'@'127\.0\.0\.1';/);
    expect(await machine().snapshot()).to.deep.equal(before);
  });

  it("keep the tables by default, and drop them only with confirmation and the DROP right", async () => {
    await machine().json("install");
    const installed = await machine().snapshot();
    const drop = ["uninstall", "--drop-tables"];
    expectErrorMessage(
      await machine().run([...drop, "--yes"]),
      1,
      /lacks the DROP right.*\n.*DEARCHIVE_MIGRATION_USER=/,
    );
    expectErrorMessage(await machine().run(drop, DROP_ACCOUNT), 64, /--yes/);
    expect(await machine().snapshot()).to.deep.equal(installed);
    const { kept } = await machine().json("uninstall");
    expect(kept.join()).to.match(/tables were kept.*--drop-tables/);
  });
});
