import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { type AdminScene, adminClient, basic, createPeople, HOME } from "../support/adminScene.ts";
import { startServer, type TestServer } from "../support/client.ts";
import { createClock } from "../support/clock.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { keepLog } from "../support/log.ts";

/** Stands in for Vicidial's program: keeps what it was asked, and answers in the same form. */
const PROGRAM = `#!/bin/sh
printf '%s\\n' "$@" >> "$(dirname "$0")/asked"
printf 'PHASH: of-%s\\n' "\${1#--pass=}"
`;

describe("Signing in where passwords are kept hashed", () => {
  const clock = createClock("2026-11-25T10:00:00Z");
  const log = keepLog();
  let folder: string;
  let program: string;
  let database: TestDatabase;
  let server: TestServer;
  let pages: Pick<AdminScene, "get">;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "dearchive-web-"));
    mkdirSync(join(folder, "agc"));
    program = join(folder, "agc", "bp.pl");
    database = await createTestDatabase();
    await createPeople(database);
    await database.root("system_settings").update({ pass_hash_enabled: "1", pass_key: "salt", pass_cost: 2 });
    await database.root("vicidial_users").where({ user: "boss" }).update({ pass: "", pass_hash: "of-ssob" });
    const [customer] = database.config.customers;
    const config = { ...database.config, customers: [{ ...customer, webFolder: folder }] as const };
    server = await startServer(database, { config, clock: clock.read, logger: log.logger });
    pages = adminClient(server.url + HOME);
  });

  beforeEach(() => {
    writeFileSync(program, PROGRAM);
    chmodSync(program, 0o755);
    writeFileSync(join(folder, "agc", "asked"), "");
    clock.advance(120_000);
    return database.root("vicidial_users").update({ failed_login_count: 0 });
  });

  after(async () => {
    await server.close();
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  const status = async (password?: string) => (await pages.get("boss", "", basic("boss", password))).status;
  const asked = () => readFileSync(join(folder, "agc", "asked"), "utf8");

  it("lets in whose password hashes to what Vicidial keeps, and nobody else", async () => {
    expect(await status()).to.equal(200);
    expect(await status("wrong")).to.equal(401);
    await database.root("vicidial_users").where({ user: "boss" }).update({ pass: "ssob", pass_hash: "" });
    expect(await status(), "a password that is left over in clear").to.equal(401);
    await database.root("vicidial_users").where({ user: "boss" }).update({ pass: "", pass_hash: "of-ssob" });
  });

  it("hashes once a minute for somebody who clicks on, and yet sees at once that the hash has changed", async () => {
    for (let click = 0; click < 3; click += 1) expect(await status()).to.equal(200);
    expect(asked()).to.equal("--pass=ssob\n");
    await database.root("vicidial_users").where({ user: "boss" }).update({ pass_hash: "of-another" });
    expect(await status()).to.equal(401);
    await database.root("vicidial_users").where({ user: "boss" }).update({ pass_hash: "of-ssob" });
    clock.advance(61_000);
    expect(await status()).to.equal(200);
    expect(asked()).to.equal("--pass=ssob\n--pass=ssob\n");
  });

  it("hands the password over as it is: no shell reads it", async () => {
    await status("$(touch\tx)>y\n*");
    expect(asked()).to.equal("--pass=$(touch\tx)>y\n*\n");
  });

  it("takes a password that no program can be handed for none", async () => {
    expect(await status("n\0ne")).to.equal(401);
    expect(asked()).to.equal("");
  });

  it("lets nobody in, and counts no failure, where the program fails or is missing; the password is in no log", async () => {
    writeFileSync(program, "#!/bin/sh\nexit 1\n");
    expect(await status("f4iling")).to.equal(503);
    rmSync(program);
    expect(await status("m1ssing")).to.equal(503);
    const [row] = await database.sql<{ n: number }>(
      "SELECT failed_login_count AS n FROM vicidial_users WHERE user = 'boss'",
    );
    expect(row?.n).to.equal(0);
    expect(log.text()).to.not.match(/f4iling|m1ssing|ssob/);
  });
});
