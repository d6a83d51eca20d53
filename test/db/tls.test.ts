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

  it("is encrypted and verified as soon as the authority is named, by host name and by address", async () => {
    const ca = ours.files.authority;
    for (const host of ["localhost", "127.0.0.1"])
      expect(await cipherBy({ host, ca })).to.match(/^TLS|^ECDHE/);
  });

  it("is refused where another authority signed the certificate, with what to look at", async () => {
    const ca = theirs.files.authority;
    for (const host of ["localhost", "127.0.0.1"])
      expect(await cipherBy({ host, ca })).to.match(/^refused: .*certificate/);
  });

  it("is refused where the certificate is of a known authority, but none is named that knows it", async () => {
    expect(await cipherBy({ mode: "verify_identity" })).to.match(/^refused: .*certificate/);
  });

  it("is encrypted without a check where only that is asked for", async () => {
    expect(await cipherBy({ mode: "required" })).to.match(/^TLS|^ECDHE/);
  });

  it("is in the clear where nothing is set, or encryption is disabled", async () => {
    expect(await cipherBy({})).to.equal("");
    expect(await cipherBy({ mode: "disabled", ca: ours.files.authority })).to.equal("");
  });

  it("is not configured with a file that cannot be read, holds no certificate, or an address to verify as a name", () => {
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

  it("is worth a warning of the doctor in the clear, unless the server is on this machine", async () => {
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

  it("is not used where encryption is required", async () => {
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
