import { expect } from "chai";
import type { TlsMode } from "../../server/config/databaseTls.ts";
import { type Config, ConfigError, readConfig } from "../../server/config/index.ts";
import { explainFailure } from "../../server/db/databaseErrors.ts";
import { examineEncryption } from "../../server/doctor/encryptionChecks.ts";
import { makeCertificates } from "../support/certificates.ts";
import { connectTo, createTestDatabase, type TestDatabase } from "../support/database.ts";
import { confOf, useFiles } from "../support/files.ts";
import { startOwnMariaDb } from "../support/mariadb.ts";

interface Way {
  readonly host?: string;
  readonly mode?: TlsMode;
  readonly ca?: string;
}

describe("The connection to a database server with a certificate", () => {
  const file = useFiles();
  const ours = makeCertificates("localhost");
  const theirs = makeCertificates("db.example");
  let own: Awaited<ReturnType<typeof startOwnMariaDb>>;
  let database: TestDatabase;

  before(async () => {
    const { authority: ownerScope, certificate, key } = ours.files;
    own = await startOwnMariaDb([`--ssl-ca=${ownerScope}`, `--ssl-cert=${certificate}`, `--ssl-key=${key}`]);
    database = await createTestDatabase({ port: own.server.port });
  });

  after(async () => {
    await database?.close();
    await own?.server.stop();
    own?.remove();
    ours.remove();
    theirs.remove();
  });

  const configOf = ({ host = "localhost", mode, ca }: Way): Config =>
    readConfig({
      DEARCHIVE_CONF: file("tls.conf", confOf(database, { host })),
      ...(mode && { DEARCHIVE_DATABASE_TLS: mode }),
      ...(ca !== undefined && { DEARCHIVE_DATABASE_CA: ca }),
    });

  /** Returns the connection's cipher (empty without TLS), or the error. */
  async function cipherBy(way: Way): Promise<string> {
    const db = connectTo({ config: configOf(way) });
    try {
      const [rows] = await db.raw<[{ Value: string }[], unknown]>("SHOW STATUS LIKE 'Ssl_cipher'");
      return rows[0]?.Value ?? "";
    } catch (error) {
      return `refused: ${explainFailure(error)}`;
    } finally {
      await db.destroy();
    }
  }

  it("is encrypted and verified once a certificate authority is configured, by host name and by address", async () => {
    const ca = ours.files.authority;
    for (const host of ["localhost", "127.0.0.1"])
      expect(await cipherBy({ host, ca })).to.match(/^TLS|^ECDHE/);
  });

  it("is refused if another authority signed the certificate, with a hint at what to check", async () => {
    const ca = theirs.files.authority;
    for (const host of ["localhost", "127.0.0.1"])
      expect(await cipherBy({ host, ca })).to.match(/^refused: .*certificate/);
  });

  it("is refused if verification is on but no matching authority is configured", async () => {
    expect(await cipherBy({ mode: "verify_identity" })).to.match(/^refused: .*certificate/);
  });

  it("is encrypted without verification if only encryption is configured", async () => {
    expect(await cipherBy({ mode: "required" })).to.match(/^TLS|^ECDHE/);
  });

  it("is unencrypted if nothing is set or encryption is disabled", async () => {
    expect(await cipherBy({})).to.equal("");
    expect(await cipherBy({ mode: "disabled", ca: ours.files.authority })).to.equal("");
  });

  it("rejects an unreadable file, a file without a certificate, and an IP address as the name to verify", () => {
    const refused = (way: Way) => expect(() => configOf(way)).to.throw(ConfigError);
    refused({ ca: "/nowhere.pem" })
      .with.property("message")
      .that.matches(/DEARCHIVE_DATABASE_CA: .*ENOENT/);
    refused({ ca: file("empty.pem", "") })
      .with.property("message")
      .that.matches(/no certificate/);
    refused({ host: "10.1.2.3", mode: "verify_identity" })
      .with.property("message")
      .that.matches(/use verify_ca/);
  });

  it("makes the doctor warn if it is unencrypted, unless the server is on this machine", async () => {
    const [open, closed] = [
      connectTo({ config: configOf({}) }),
      connectTo({ config: configOf({ ca: ours.files.authority }) }),
    ];
    const levelOf = async (db: typeof open, host: string) =>
      (await examineEncryption(db, host)).map(({ level }) => level);
    try {
      expect(await levelOf(open, "localhost")).to.deep.equal(["ok"]);
      expect(await levelOf(open, "192.0.2.7")).to.deep.equal(["warning"]);
      expect(await levelOf(closed, "192.0.2.7")).to.deep.equal(["ok"]);
    } finally {
      await Promise.all([open.destroy(), closed.destroy()]);
    }
  });
});

describe("A database server without encryption", () => {
  const file = useFiles();
  let database: TestDatabase;

  before(async () => {
    database = await createTestDatabase();
  });
  after(() => database.drop());

  it("is not used if encryption is required", async () => {
    const config = readConfig({
      DEARCHIVE_CONF: file("plain.conf", confOf(database)),
      DEARCHIVE_DATABASE_TLS: "required",
    });
    const db = connectTo({ config });
    const reason = await db
      .raw("SELECT 1")
      .then(() => "connected", explainFailure)
      .finally(() => db.destroy());
    expect(reason).to.match(/no encrypted connections/);
  });
});
