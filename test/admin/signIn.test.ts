import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { basicAuth, useAdminSetup } from "../support/adminSetup.ts";
import { createClock } from "../support/clock.ts";
import { createUser } from "../support/factories.ts";

interface Books {
  failed_login_count: number;
  failed_login_count_today: number;
  failed_login_attempts_today: number;
  failed_last_type_today: string;
  failed_last_ip_today: string;
  last_ip: string;
}

describe("Signing in to the pages", () => {
  const clock = createClock("2026-11-25T10:00:00Z");
  const setup = useAdminSetup({ plugin: { clock: clock.read } });

  async function books(user: string): Promise<Books> {
    const [row] = await setup().database.sql<Books>("SELECT * FROM vicidial_users WHERE user = ?", [user]);
    return row ?? expect.fail(`no user ${user}`);
  }

  function set(user: string, columns: Record<string, string | number>) {
    return setup().database.root("vicidial_users").where({ user }).update(columns);
  }

  function settings(columns: Record<string, string | number>) {
    return setup().database.root("system_settings").update(columns);
  }

  const status = async (user: string, password?: string) =>
    (await setup().get(user, "", basicAuth(user, password))).status;

  it("uses Vicidial's sign-in realm, so the browser asks for the password only once", async () => {
    const answer = await setup().get("boss", "", { Authorization: "" });
    expect(answer.status).to.equal(401);
    expect(answer.headers.get("WWW-Authenticate")).to.equal('Basic realm="CONTACT-CENTER-ADMIN"');
    expect(answer.text).to.include("<h1>Sign in</h1>");
  });

  it("accepts the users that Vicidial accepts, and updates Vicidial's counters", async () => {
    await set("boss", { failed_login_count: 3, last_ip: "" });
    expect(await status("boss")).to.equal(200);
    expect(await books("boss")).to.include({ failed_login_count: 0, last_ip: "127.0.0.1" });
  });

  it("strips the same characters from user name and password as Vicidial", async () => {
    expect(await status("bo ss", 's"s ob;')).to.equal(200);
  });

  it("compares plain-text passwords case-insensitively, as Vicidial's query does", async () => {
    expect(await status("boss", "SSOB")).to.equal(200);
    expect(await books("boss")).to.include({ failed_login_count: 0 });
  });

  it("refuses wrong and empty passwords alike, and counts them", async () => {
    expect(await status("planner", "wrong")).to.equal(401);
    expect(await books("planner")).to.include({
      failed_login_count: 1,
      failed_login_count_today: 1,
      failed_login_attempts_today: 1,
      failed_last_type_today: "BAD",
      failed_last_ip_today: "127.0.0.1",
    });
    await set("nobody", { pass: "" });
    expect(await status("nobody", "")).to.equal(401);
    expect(await status("nobody", ";")).to.equal(401);
    await set("nobody", { pass: "ydobon" });
  });

  it("refuses unknown users, inactive ones, agents, and wrong credentials of any form", async () => {
    await createUser(setup().database, "agent", { user_level: 7, pass: "tnega" });
    await createUser(setup().database, "gone", { active: "N", pass: "enog" });
    expect(await status("agent", "wrong")).to.equal(401);
    await set("agent", { failed_login_count: 0 });
    for (const user of ["gone", "stranger"]) expect(await status(user), user).to.equal(401);
    for (const Authorization of ["Basic", "Basic !", "Basic Ym9zcw==", "Bearer x"])
      expect((await setup().get("boss", "", { Authorization })).status, Authorization).to.equal(401);
  });

  it("explains a too low user level, and never locks such users out of Vicidial's reports", async () => {
    await set("agent", { failed_login_count: 0, failed_login_attempts_today: 0 });
    for (let load = 0; load < 12; load += 1) {
      const answer = await setup().get("agent");
      expect(answer.status).to.equal(403);
      expect(answer.text).to.include("User level too low").and.include("level 8");
    }
    expect(await books("agent")).to.include({ failed_login_count: 0, failed_login_attempts_today: 0 });
  });

  it("locks a user for 15 minutes after ten failures, even with the right password", async () => {
    await set("reporter", { failed_login_count: 9, last_login_date: "2026-11-25 09:59:00" });
    expect(await status("reporter", "wrong")).to.equal(401);
    expect(await status("reporter")).to.equal(401);
    expect(await books("reporter")).to.include({
      failed_login_count: 10,
      failed_login_attempts_today: 2,
      failed_login_count_today: 1,
      failed_last_type_today: "LOCK",
    });
    await set("reporter", { last_login_date: "2026-11-25 09:44:59" });
    expect(await status("reporter", "wrong")).to.equal(401);
    // The lock has expired, so a new count has started.
    expect((await books("reporter")).failed_login_count).to.equal(1);
    expect(await status("reporter")).to.equal(200);
    expect((await books("reporter")).failed_login_count).to.equal(0);
  });

  it("checks at most ten passwords per user, even when many arrive at once with the name in different spellings", async () => {
    const fresh = { failed_login_count: 0, failed_login_count_today: 0, failed_login_attempts_today: 0 };
    await set("mover", { ...fresh, last_login_date: "2026-11-25 09:59:00" });
    const guesses = Array.from({ length: 30 }, (_, n) => status(n % 2 ? "mover" : "MOVER", `guess${n}`));
    expect(new Set(await Promise.all(guesses))).to.deep.equal(new Set([401]));
    expect(await books("mover")).to.include({
      failed_login_count: 10,
      failed_login_count_today: 10,
      failed_login_attempts_today: 30,
    });
    await set("mover", fresh);
  });

  it("still refuses wrong passwords when the failure count reaches its column's maximum", async () => {
    await set("planner", { failed_login_count: 0, failed_login_count_today: 65_535 });
    expect(await status("planner", "wrong")).to.equal(401);
    expect(await books("planner")).to.include({ failed_login_count: 1, failed_login_count_today: 65_535 });
  });

  it("refuses API-only users, and explains why", async () => {
    await set("mover", { api_only_user: "1" });
    const answer = await setup().get("mover");
    await set("mover", { api_only_user: "0" });
    expect(answer.status).to.equal(403);
    expect(answer.text).to.include("This user may use only the API");
  });

  it("honours Vicidial's IP lists", async () => {
    const { database } = setup();
    await settings({ allow_ip_lists: "1" });
    await database
      .root("vicidial_user_groups")
      .where("user_group", "G_boss")
      .update({ admin_ip_list: "OFFICE" });
    expect(await status("boss")).to.equal(403);
    await database.root("vicidial_ip_list_entries").insert({ ip_list_id: "OFFICE", ip_address: "127.0.0.x" });
    expect(await status("boss")).to.equal(200);
    await database.root("vicidial_ip_list_entries").insert({ ip_list_id: "BLACK", ip_address: "127.0.0.1" });
    await settings({ system_ip_blacklist: "BLACK" });
    expect(await status("boss")).to.equal(403);
    await set("boss", { ignore_ip_list: "1" });
    expect(await status("boss")).to.equal(200);
    await settings({ allow_ip_lists: "0", system_ip_blacklist: "" });
  });

  it("redirects to Vicidial for the second factor when one is required", async () => {
    const { database } = setup();
    await settings({ two_factor_auth_hours: 24, two_factor_container: "CODES" });
    const refused = await setup().get("keeper");
    expect(refused.status).to.equal(403);
    expect(refused.text).to.include('href="/vicidial/admin.php"');
    const proof = { user: "keeper", auth_stage: "1", auth_date: "2026-11-25 09:00:00" };
    await database
      .root("vicidial_two_factor_auth")
      .insert({ ...proof, auth_exp_date: "2026-11-25 09:59:59" });
    expect(await status("keeper")).to.equal(403);
    await database
      .root("vicidial_two_factor_auth")
      .insert({ ...proof, auth_exp_date: "2026-11-25 10:00:01" });
    expect(await status("keeper")).to.equal(200);
    await set("planner", { two_factor_override: "DISABLED" });
    expect(await status("planner")).to.equal(200);
    await settings({ two_factor_auth_hours: 0 });
  });

  it("ends with the next request after the user was disabled or the password changed", async () => {
    expect(await status("exporter")).to.equal(200);
    await set("exporter", { active: "N" });
    expect(await status("exporter")).to.equal(401);
    await set("exporter", { active: "Y", pass: "another" });
    expect(await status("exporter")).to.equal(401);
    expect(await status("exporter", "another")).to.equal(200);
  });

  it("accepts nobody without a second factor when second factors cannot be looked up", async () => {
    const { root } = setup().database;
    await settings({ two_factor_auth_hours: 24, two_factor_container: "CODES" });
    await root.raw("RENAME TABLE vicidial_two_factor_auth TO two_factors_elsewhere");
    expect(await status("reporter")).to.equal(403);
    await root.raw("RENAME TABLE two_factors_elsewhere TO vicidial_two_factor_auth");
    await settings({ two_factor_auth_hours: 0 });
  });

  it("treats a user name that the table's character set cannot hold as unknown", async () => {
    await setup().database.root.raw("ALTER TABLE vicidial_users CONVERT TO CHARACTER SET latin1");
    for (const user of ["日本", "😀"]) expect(await status(user), user).to.equal(401);
    const form = { formId: randomUUID(), label: "x", user: "日本" };
    expect((await setup().submit("boss", "/keys/new", form)).status).to.equal(422);
  });

  it("works with a schema that has no IP lists, second factors or daily failure counts", async () => {
    const { database } = setup();
    await database.root.raw("DROP TABLE vicidial_two_factor_auth, vicidial_screen_colors");
    await database.root.raw(
      "ALTER TABLE system_settings DROP allow_ip_lists, DROP admin_screen_colors, DROP two_factor_auth_hours",
    );
    await database.root.raw(
      "ALTER TABLE vicidial_users DROP failed_login_attempts_today, DROP api_only_user, DROP ignore_ip_list",
    );
    await set("boss", { failed_login_count: 0 });
    expect(await status("boss", "wrong")).to.equal(401);
    expect((await books("boss")).failed_login_count).to.equal(1);
    expect(await status("boss")).to.equal(200);
  });
});
