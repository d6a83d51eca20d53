import { readdirSync, readFileSync } from "node:fs";
import { expect } from "chai";
import { bcryptHash } from "../../server/vicidial/bcrypt/bcrypt.ts";
import { basicAuth, useAdminSetup } from "../support/adminSetup.ts";
import { DEARCHIVE, fullMove } from "../support/apiSetup.ts";
import { post } from "../support/client.ts";
import { createClock } from "../support/clock.ts";
import { createKey, createUser, insertLeads } from "../support/factories.ts";
import { createMemoryLog } from "../support/log.ts";

const SALT = "0123456789abcdef";
/** The hash that Vicidial's agc/bp.pl returns for `Abc123` with this salt and cost 2. */
const BY_VICIDIAL = "CWBssa1Ynefh1nHNapt/uN6bQAAPk2W";

/** Returns the command lines of all processes on this machine. */
function processList(): string {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8");
      } catch {
        return "";
      }
    })
    .join("\n");
}

describe("Sign-in with hashed passwords", () => {
  const clock = createClock("2026-11-25T10:00:00Z");
  const log = createMemoryLog();
  const setup = useAdminSetup({ plugin: { clock: clock.read, logger: log.logger } });

  const settings = (columns: Record<string, string | number>) =>
    setup().database.root("system_settings").update(columns);
  const set = (user: string, columns: Record<string, string | number>) =>
    setup().database.root("vicidial_users").where({ user }).update(columns);
  const status = async (user: string, password: string) =>
    (await setup().get(user, "", basicAuth(user, password))).status;
  const keep = (user: string, password: string, cost: number) =>
    set(user, { pass: "", pass_hash: bcryptHash(password, cost, Buffer.from(SALT)) });

  beforeEach(async () => {
    clock.advance(3_600_000);
    await settings({ pass_hash_enabled: "1", pass_key: SALT, pass_cost: 2 });
    await set("boss", { pass: "", pass_hash: BY_VICIDIAL });
    await setup().database.root("vicidial_users").update({ failed_login_count: 0 });
  });

  it("accepts only users whose password matches Vicidial's hash", async () => {
    expect(await status("boss", "Abc123")).to.equal(200);
    expect(await status("boss", "abc123")).to.equal(401);
    await set("boss", { pass: "ssob", pass_hash: "" });
    expect(await status("boss", "ssob"), "a password that is left over in clear").to.equal(401);
    expect(await status("boss", "Abc123"), "a hash that has changed since").to.equal(401);
  });

  it("hashes with the cost from Vicidial's settings", async () => {
    await settings({ pass_cost: 7 });
    expect(await status("boss", "Abc123")).to.equal(401);
    await keep("boss", "Abc123", 7);
    expect(await status("boss", "Abc123")).to.equal(200);
  });

  it("never shows a password in the process list, even one that looks like an option or a command", async () => {
    await settings({ pass_cost: 9 });
    const tries = ["pr0cess", "6666:x--cost=31", "$(touch pr0cess)"].map((password) =>
      status("boss", password),
    );
    // A set, because the list is read many times. Reading it more often would starve the hashing on a busy machine.
    const seen = new Set<string>();
    const watch = setInterval(() => {
      for (const line of processList().split("\n")) seen.add(line);
    }, 20);
    try {
      expect(await Promise.all(tries)).to.deep.equal([401, 401, 401]);
    } finally {
      clearInterval(watch);
    }
    expect([...seen].join("\n"))
      .to.include("mocha")
      .and.not.match(/pr0cess|cost=31/);
  });

  it("never treats part of a password as an option, and accepts other users during sixty such attempts", async () => {
    const tries = Array.from({ length: 60 }, (_, n) => status("6666", `x--cost=31${n}`));
    expect(await status("boss", "Abc123")).to.equal(200);
    expect([...new Set(await Promise.all(tries))]).to.have.members([401, 429]);
    expect(await status("planner", "wrong"), "another user from there").to.equal(401);
  });

  it("does not delay API calls, and stops hashes that take too long", async () => {
    const { database, server } = setup();
    await createUser(database);
    const { key } = await createKey(database);
    await insertLeads(database, "vicidial_list_archive", [1, 2, 3]);
    // Slow enough that calls which waited for a hash would finish after it.
    await settings({ pass_cost: 16 });
    const order: string[] = [];
    const tries = ["boss", "planner", "keeper"].map(async (user) => {
      expect(await status(user, "wrong")).to.equal(503);
      order.push("sign-in");
    });
    for (const id of [1, 2, 3]) {
      expect((await post(server.url + DEARCHIVE, key, fullMove([id]))).status).to.equal(200);
      order.push("call");
    }
    await Promise.all(tries);
    expect(order.slice(0, 3)).to.deep.equal(["call", "call", "call"]);
    await settings({ pass_cost: 2 });
    expect(await status("boss", "Abc123"), "with a new thread").to.equal(200);
  });

  it("stops hashing attempts for one user after several failures, and shows when to try again", async () => {
    const answers = [];
    for (let n = 0; n < 45; n += 1)
      answers.push(await setup().get("exporter", "", basicAuth("exporter", `guess${n}`)));
    const [last] = answers.slice(-1);
    expect(answers.slice(0, 40).map((answer) => answer.status)).to.deep.equal(Array(40).fill(401));
    expect(last?.status).to.equal(429);
    expect(last?.headers.get("Retry-After")).to.equal("60");
    expect(last?.text).to.include("Too many failed sign-ins");
    await keep("exporter", "Abc123", 2);
    await set("exporter", { failed_login_count: 0 });
    expect(await status("exporter", "Abc123")).to.equal(429);
    expect(await status("boss", "Abc123")).to.equal(200);
    clock.advance(60_000);
    expect(await status("exporter", "Abc123")).to.equal(200);
  });

  it("does not disturb a signed-in user while others guess that user's password", async () => {
    expect(await status("boss", "Abc123")).to.equal(200);
    for (let n = 0; n < 45; n += 1) await status("boss", `guess${n}`);
    await set("boss", { failed_login_count: 0 });
    expect(await status("boss", "guess")).to.equal(429);
    expect(await status("boss", "Abc123")).to.equal(200);
  });

  it("accepts nobody, counts no failure and logs the cause when Vicidial's settings are invalid", async () => {
    await settings({ pass_key: "short" });
    expect(await status("boss", "s3ttings")).to.equal(503);
    await settings({ pass_key: SALT, pass_cost: 31 });
    expect(await status("boss", "s3ttings")).to.equal(503);
    expect(log.text()).to.include("pass_key must have 16").and.include("pass_cost must be");
    const [row] = await setup().database.sql<{ n: number }>(
      "SELECT failed_login_count AS n FROM vicidial_users WHERE user = 'boss'",
    );
    expect(row?.n).to.equal(0);
    expect(log.text()).to.not.match(/s3ttings|Abc123|guess\d/);
  });
});
