import { chmodSync } from "node:fs";
import { expect } from "chai";
import { ConfigError, parseAstguiclientConf, readConfig } from "../server/config/index.ts";
import { useFiles } from "./support/files.ts";

/** A user without rights; tests often run as root. */
const NOBODY = 65_534;

const CONF = `# astguiclient.conf - configuration elements
PATHhome => /usr/share/astguiclient
VARserver_ip => 10.10.10.15
VARDB_server => db.example
VARDB_database => asterisk
VARDB_user => cron
VARDB_pass => c0nf-s3cret
VARDB_custom_user => custom
VARDB_custom_pass => cust0m-s3cret
VARDB_port => 3307
`;

describe("astguiclient.conf", () => {
  const parsed: Readonly<Record<string, readonly [string, Record<string, string>]>> = {
    "KEY => value": ["VARDB_user => cron", { VARDB_user: "cron" }],
    "tabs and no spaces": [
      "VARDB_user\t=>\tcron\nVARDB_port=>3306",
      { VARDB_user: "cron", VARDB_port: "3306" },
    ],
    "an equals sign instead of an arrow": ["VARDB_user = cron", { VARDB_user: "cron" }],
    "Windows line ends": [
      "VARDB_user => cron\r\nVARDB_port => 1\r\n",
      { VARDB_user: "cron", VARDB_port: "1" },
    ],
    "a comment after a value": [
      "VARDB_user => cron # the user\nVARDB_port => 1;2",
      { VARDB_user: "cron", VARDB_port: "1" },
    ],
    "a line that is commented out": ["#VARDB_user => cron\n;VARDB_port => 1\n  # VARDB_pass => x", {}],
    "spaces before the key": ["   VARDB_user => cron", { VARDB_user: "cron" }],
    "an equals sign in the value": ["VARDB_pass => a=b==", { VARDB_pass: "a=b==" }],
    "an empty value": ["VARDB_pass =>", { VARDB_pass: "" }],
    "paths beside variables": ["PATHweb => /var/www/html", { PATHweb: "/var/www/html" }],
    "lines without variables": ["hello\nExpectedDBSchema => 1728\n=> 5\n", {}],
    "a key twice: the last one counts": ["VARDB_user => a\nVARDB_user => b", { VARDB_user: "b" }],
  };
  for (const [what, [content, expected]] of Object.entries(parsed))
    it(`is read with ${what}`, () => expect(parseAstguiclientConf(content)).to.deep.equal(expected));
});

describe("The configuration", () => {
  const file = useFiles();
  const read = (conf: string, env: Record<string, string> = {}) =>
    readConfig({ DEARCHIVE_CONF: file("astguiclient.conf", conf), ...env });

  function mistakeOf(conf: string, env: Record<string, string> = {}): string {
    try {
      read(conf, env);
    } catch (error) {
      if (error instanceof ConfigError) return error.message;
      throw error;
    }
    return expect.fail("the configuration was accepted");
  }

  it("can be read from astguiclient.conf alone", () => {
    expect(read(CONF)).to.deep.equal({
      listen: { host: "127.0.0.1", port: 8470 },
      customers: [
        {
          name: "default",
          account: { host: "db.example", port: 3307, user: "cron", password: "c0nf-s3cret" },
          migrationAccount: { host: "db.example", port: 3307, user: "custom", password: "cust0m-s3cret" },
          vicidialDatabase: "asterisk",
          ownDatabase: "asterisk",
          childTables: [],
          webFolder: "/usr/local/apache2/htdocs",
          serverIp: "10.10.10.15",
        },
      ],
      poolSize: 12,
      lockWaitSeconds: 4,
      bodyLimitBytes: 131_072,
      requestLogDays: 30,
      webhooks: { allowedAddresses: [] },
      trustedProxies: [],
      sharesDatabase: true,
      logLevel: "info",
    });
  });

  it("falls back to Vicidial's own defaults", () => {
    const [{ account, migrationAccount, vicidialDatabase }] = read("VARDB_user => cron\n").customers;
    expect(account).to.deep.equal({ host: "localhost", port: 3306, user: "cron", password: "" });
    expect(migrationAccount).to.deep.equal(account);
    expect(vicidialDatabase).to.equal("asterisk");
  });

  it("is overridden by the environment", () => {
    const config = read(CONF, {
      DEARCHIVE_HOST: "0.0.0.0",
      DEARCHIVE_PORT: "9000",
      DEARCHIVE_DATABASE: "dearchive",
      DEARCHIVE_MIGRATION_USER: "root",
      DEARCHIVE_MIGRATION_PASSWORD: "r00t",
      DEARCHIVE_POOL_SIZE: "3",
      DEARCHIVE_LOCK_WAIT: "9",
      DEARCHIVE_BODY_LIMIT: "2048",
      DEARCHIVE_TRUSTED_PROXIES: "127.0.0.1, 10.0.0.0/8",
      DEARCHIVE_LOG_LEVEL: "debug",
      DEARCHIVE_CHILD_TABLES: "lead_notes, crm.lead_notes",
      DEARCHIVE_WEBHOOK_ADDRESSES: "10.20.0.0/16",
    });
    expect(config).to.deep.include({
      listen: { host: "0.0.0.0", port: 9000 },
      poolSize: 3,
      lockWaitSeconds: 9,
      bodyLimitBytes: 2048,
      trustedProxies: ["127.0.0.1", "10.0.0.0/8"],
      webhooks: { allowedAddresses: ["10.20.0.0/16"] },
      logLevel: "debug",
    });
    expect(config.customers[0]).to.deep.include({
      migrationAccount: { host: "db.example", port: 3307, user: "root", password: "r00t" },
      vicidialDatabase: "asterisk",
      ownDatabase: "dearchive",
      childTables: ["lead_notes", "crm.lead_notes"],
    });
  });

  it("ignores empty environment variables", () => {
    expect(read(CONF, { DEARCHIVE_PORT: "", DEARCHIVE_LOG_LEVEL: "" })).to.deep.equal(read(CONF));
  });

  it("is immutable", () => {
    expect(Object.isFrozen(read(CONF))).to.equal(true);
  });

  it("says who may read a file that only root and the web server may read", () => {
    const path = file("private.conf", "VARDB_user => cron");
    chmodSync(path, 0o000);
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) process.seteuid?.(NOBODY);
    try {
      expect(() => readConfig({ DEARCHIVE_CONF: path })).to.throw(
        ConfigError,
        /EACCES.*Run this as root, or as a user of the file's group/,
      );
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
  });

  it("names a file that cannot be read, and the reason", () => {
    const missing = `${file("x", "")}.missing`;
    expect(() => readConfig({ DEARCHIVE_CONF: missing })).to.throw(
      ConfigError,
      new RegExp(`${missing}.*ENOENT`),
    );
  });

  const mistakes: Readonly<Record<string, readonly [string, Record<string, string>, readonly string[]]>> = {
    "a port in the file that is a word": ["VARDB_port => mysql", {}, ["VARDB_port", '"mysql"', "1 to 65535"]],
    "a port in the file beyond 65535": ["VARDB_port => 65536", {}, ["VARDB_port", "65536", "1 to 65535"]],
    "a port that is not an integer": [
      "",
      { DEARCHIVE_PORT: "80.5" },
      ["DEARCHIVE_PORT", "80.5", "0 to 65535"],
    ],
    "a negative port": ["", { DEARCHIVE_PORT: "-1" }, ["DEARCHIVE_PORT", "-1", "0 to 65535"]],
    "a pool of one": ["", { DEARCHIVE_POOL_SIZE: "1" }, ["DEARCHIVE_POOL_SIZE", "1", "2 to 200"]],
    "a lock wait with a unit": [
      "",
      { DEARCHIVE_LOCK_WAIT: "4s" },
      ["DEARCHIVE_LOCK_WAIT", '"4s"', "1 to 60"],
    ],
    "a body limit of zero": ["", { DEARCHIVE_BODY_LIMIT: "0" }, ["DEARCHIVE_BODY_LIMIT", "0", "1024"]],
    "a proxy address with a network interface": [
      "",
      { DEARCHIVE_TRUSTED_PROXIES: "fe80::1%eth0" },
      ["DEARCHIVE_TRUSTED_PROXIES", "fe80::1%eth0"],
    ],
    "a child table with an invalid name": [
      "",
      { DEARCHIVE_CHILD_TABLES: "notes;calls" },
      ["DEARCHIVE_CHILD_TABLES", "notes;calls", "lead_notes"],
    ],
    "an unknown log level": ["", { DEARCHIVE_LOG_LEVEL: "loud" }, ["DEARCHIVE_LOG_LEVEL", '"loud"', "debug"]],
  };
  for (const [what, [line, env, words]] of Object.entries(mistakes)) {
    it(`refuses ${what}, and names the setting, the value found and the values allowed`, () => {
      const message = mistakeOf(`${CONF}${line}\n`, env);
      for (const word of words) expect(message).to.include(word);
      expect(message).to.not.include("s3cret");
    });
  }

  it("reports whether a mistake is in the file or in the environment", () => {
    expect(mistakeOf(`${CONF}VARDB_port => x\n`)).to.include("astguiclient.conf");
    expect(mistakeOf(CONF, { DEARCHIVE_PORT: "x" })).to.include("environment");
  });

  it("refuses a file without a database user", () => {
    expect(mistakeOf("VARDB_pass => c0nf-s3cret\n")).to.match(/^VARDB_user .*missing/);
  });

  it("reports all mistakes at once", () => {
    const message = mistakeOf("VARDB_port => x\n", { DEARCHIVE_POOL_SIZE: "y" });
    for (const key of ["VARDB_user", "VARDB_port", "DEARCHIVE_POOL_SIZE"]) expect(message).to.include(key);
  });
});
