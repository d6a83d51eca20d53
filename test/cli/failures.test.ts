import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { expect } from "chai";
import sinon from "sinon";
import { freePort } from "../../demo/privateMariaDb.ts";
import { DEFAULT_CONF } from "../../server/config/astguiclientConf.ts";
import type { DatabaseAccount } from "../../server/config/index.ts";
import { expectErrorMessage, expectMessage, useCommandLine } from "../support/commandLine.ts";
import { confOf, useFiles } from "../support/files.ts";
import { runInProcess } from "../support/inProcess.ts";
import { start } from "../support/program.ts";

const COMMANDS = [
  ["keys", "list"],
  ["hours", "list"],
  ["hours", "test"],
] as const;

describe("The command line without a usable database", () => {
  const line = useCommandLine();
  const file = useFiles();

  function runWith(account: Partial<DatabaseAccount>, ...words: readonly string[]) {
    const conf = file("astguiclient.conf", confOf(line().database, account));
    return runInProcess(words, { DEARCHIVE_CONF: conf });
  }

  for (const words of [...COMMANDS, ["migrate"]]) {
    it(`reports in "${words.join(" ")}" that no server answers`, async () => {
      const ended = await runWith({ port: await freePort() }, ...words);
      expectErrorMessage(ended, 1, /^no database server answers at the address in astguiclient\.conf\n$/);
    });
  }

  for (const words of COMMANDS) {
    it(`reports in "${words.join(" ")}" that the server refuses the password`, async () => {
      const ended = await runWith({ password: "wr0ng-p4ss" }, ...words);
      expectErrorMessage(
        ended,
        1,
        /^the database server refuses the user or password in astguiclient\.conf\n$/,
      );
      expect(ended.stderr).to.not.include("wr0ng-p4ss");
    });
  }

  it("reports that the host name cannot be resolved", async () => {
    expectErrorMessage(await runWith({ host: "nowhere.invalid" }, "keys", "list"), 1, /database/);
  });

  it("names a missing configuration file", async () => {
    const ended = await runInProcess(["keys", "list"], { DEARCHIVE_CONF: "/nowhere.conf" });
    expectMessage(ended, 1, /DEARCHIVE_CONF: \/nowhere\.conf/);
  });

  it("explains how to set another configuration file when the default one is missing", async () => {
    const missing = Object.assign(new Error("no such file"), { code: "ENOENT" });
    sinon.stub(fs, "readFileSync").callThrough().withArgs(DEFAULT_CONF).throws(missing);
    syncBuiltinESMExports();
    const ended = await runInProcess(["keys", "list"], {}).finally(() => {
      sinon.restore();
      syncBuiltinESMExports();
    });
    expectMessage(ended, 1, /DEARCHIVE_CONF=\.demo\/astguiclient\.conf/);
  });

  it("reports outdated plugin tables, and unexpected Vicidial tables", async () => {
    await line().database.sql("ALTER TABLE dearchive_api_keys CHANGE label old_label VARCHAR(100)");
    const old = await line().run("keys", "list");
    await line().database.sql("ALTER TABLE dearchive_api_keys CHANGE old_label label VARCHAR(100)");
    expectMessage(old, 1, /run {2}vicidial-dearchive migrate/);
    await line().database.sql("RENAME TABLE vicidial_users TO away");
    const lacking = await line().run("keys", "create", "--label", "x", "--user", "apiuser");
    await line().database.sql("RENAME TABLE away TO vicidial_users");
    expectMessage(lacking, 1, /Vicidial's.*vicidial-dearchive doctor/);
  });

  it("names the invalid setting in a configuration file", async () => {
    const conf = file("wrong.conf", "VARDB_user => cron\nVARDB_pass => c0nf-s3cret\nVARDB_port => x\n");
    const ended = await runInProcess(["keys", "list"], { DEARCHIVE_CONF: conf });
    expectMessage(ended, 1, /^VARDB_port .*1 to 65535.*"x"\n$/);
  });

  it("explains when migrations need more rights", async () => {
    await line().database.sql("DROP TABLE dearchive_migrations");
    const { user, password } = line().database.config.customers[0].account;
    const env = {
      DEARCHIVE_CONF: line().conf,
      DEARCHIVE_MIGRATION_USER: user,
      DEARCHIVE_MIGRATION_PASSWORD: password,
    };
    expectMessage(
      await runInProcess(["migrate"], env),
      1,
      /DEARCHIVE_MIGRATION_USER.*\n {2}GRANT CREATE, ALTER ON/,
    );
  });
});

describe("The command line", () => {
  it("shows its version and its commands, and exits with 0", async () => {
    const version = await start("cli", ["--version"], {}).ended;
    expect(version).to.deep.include({ code: 0, stderr: "" });
    expect(version.stdout).to.match(/^\d+\.\d+\.\d+\n$/);
    const help = await start("cli", ["--help"], {}).ended;
    expect(help.code).to.equal(0);
    for (const command of ["migrate", "keys", "hours", "demo"]) expect(help.stdout).to.include(command);
    expect(help.stdout)
      .to.match(/^ {2}64 +wrong options/m)
      .and.match(/^ {2}DEARCHIVE_CONF +Vicidial's conf/m);
  });

  it("shows examples and exit codes with the help of a command", async () => {
    const { code, stdout } = await runInProcess(["help", "doctor"], {});
    expect(code).to.equal(0);
    expect(stdout).to.match(/^ {2}vicidial-dearchive doctor --customer acme --json$/m);
    expect(stdout).to.match(/^ {2}0 +healthy\n {2}1 +warnings\n {2}2 +broken\n {2}64 +wrong options/m);
  });

  it("shows examples and exit codes with the help of every subcommand", async () => {
    for (const group of ["keys", "hours", "runs", "leads"]) {
      const { stdout } = await runInProcess([group, "--help"], {});
      const names = [...stdout.matchAll(/^ {2}([a-z]+) (?:\[options\]|<)/gm)].map(([, name]) => name ?? "");
      expect(names, group).to.not.be.empty;
      for (const name of names.filter((each) => each !== "help")) {
        const help = await runInProcess([group, name, "--help"], {});
        expect(help.stdout, name)
          .to.match(new RegExp(`^Examples:\n  vicidial-dearchive ${group} ${name}\\b`, "m"))
          .and.match(/^ {2}64 +wrong options/m);
      }
    }
  });

  const mistakes: Readonly<Record<string, readonly [readonly string[], RegExp]>> = {
    "an unknown command": [["frobnicate"], /unknown command 'frobnicate'/],
    "an unknown subcommand": [["keys", "frobnicate"], /unknown command 'frobnicate'/],
    "help for an unknown command": [["frobnicate", "--help"], /unknown command 'frobnicate'/],
    "help for an unknown subcommand": [["help", "keys", "frobnicate"], /unknown command 'frobnicate'/],
    "a missing argument": [["keys", "edit"], /missing required argument 'id'/],
    "a missing option": [["run"], /required option '--ids <file>'/],
  };
  for (const [what, [words, message]] of Object.entries(mistakes)) {
    it(`refuses ${what} with exit code 64, and points to --help`, async () => {
      const ended = await start("cli", words, {}).ended;
      expectMessage(ended, 64, message);
      expect(ended.stderr).to.match(/\n\(add --help for the options\)\n$/);
    });
  }
});
