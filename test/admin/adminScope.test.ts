import { expect } from "chai";
import { EVERY_CUSTOMER } from "../../server/db/customerScope.ts";
import { createHoursStore } from "../../server/hours/hoursStore.ts";
import { createKeyStore } from "../../server/keys/keyStore.ts";
import { createRequestStore } from "../../server/keys/requestStore.ts";
import { passwordOf, useAdminSetup } from "../support/adminSetup.ts";
import { createKey, createUser } from "../support/factories.ts";
import { removeRules, saveRule } from "../support/hours.ts";
import { recordBatch } from "../support/recordBatch.ts";
import { REQUEST } from "../support/requests.ts";
import { createRun } from "../support/runs.ts";

const SALES = " SALES - -";
const ALL = " -ALL-CAMPAIGNS- - -";
const RULE = {
  ...{ name: "shut", mode: "refuse_inside", zone: "UTC", source: "own", customer: "" },
  ...{ week_mon: "00:00-24:00", id: "", version: "" },
};

describe("An admin with access to one campaign", () => {
  const setup = useAdminSetup();
  const keys = () => createKeyStore(setup().database.root, EVERY_CUSTOMER);
  const rules = () => createHoursStore(setup().database.root, () => undefined, EVERY_CUSTOMER).listStored();

  before(async () => {
    const { database } = setup();
    const rights = { modify_users: "1", modify_leads: "1", modify_call_times: "1", view_reports: "1" };
    const people: readonly (readonly [string, number, string])[] = [
      ["local", 8, SALES],
      ["wide", 8, ALL],
      ["chief", 9, SALES],
    ];
    for (const [user, user_level, campaigns] of people)
      await createUser(database, user, { ...rights, user_level, pass: passwordOf(user) }, campaigns);
    await createUser(database, "sales", {}, SALES);
    await createUser(database, "crm", {}, ALL);
  });

  beforeEach(async () => {
    await removeRules(setup().database);
    await setup().database.root("dearchive_api_keys").delete();
    await setup().database.root("vicidial_user_groups").update({ admin_viewable_groups: "" });
  });

  it("cannot create, change or remove a rule that closes the API for everybody", async () => {
    const refused = await setup().submit("local", "/hours/save", RULE);
    expect(refused.status).to.equal(403);
    expect(refused.text).to.include("level 9 or a user group with all campaigns");
    expect((await setup().submit("local", "/hours/preview", RULE)).status).to.equal(403);
    expect((await setup().submit("local", "/hours/save", { ...RULE, customer: "default" })).status).to.equal(
      403,
    );
    expect(await rules()).to.deep.equal([]);

    await saveRule(setup().database, "mon 9:00-17:00", { name: "kept" });
    const [kept] = await rules();
    const path = `/hours/${kept?.id}`;
    expect((await setup().get("local", path)).status).to.equal(403);
    expect((await setup().get("local", `${path}/remove`)).status).to.equal(403);
    const form = { ...RULE, id: String(kept?.id), version: String(kept?.version), customer: "acme" };
    expect((await setup().submit("local", "/hours/save", form)).status).to.equal(403);
    expect(
      (await setup().submit("local", `${path}/remove`, { version: String(kept?.version) })).status,
    ).to.equal(403);
    expect(await rules()).to.deep.equal([kept]);
  });

  it("sees an explanation on the page instead of a button, and in the form", async () => {
    await saveRule(setup().database, "mon 9:00-17:00", { name: "kept" });
    const { text } = await setup().get("local", "/hours");
    expect(text).to.include("This rule affects every API key").and.not.include("/remove");
    expect((await setup().get("local", "/hours/new")).text).to.include("Enter a customer.");
    expect((await setup().get("wide", "/hours")).text).to.include("/remove");
  });

  it("can create a rule for one customer's keys, while a rule for all keys needs all campaigns or level 9", async () => {
    expect((await setup().submit("local", "/hours/save", { ...RULE, customer: "acme" })).status).to.equal(
      303,
    );
    for (const person of ["wide", "chief", "planner"]) {
      const { status } = await setup().submit(person, "/hours/save", { ...RULE, name: `of ${person}` });
      expect(status, person).to.equal(303);
    }
    expect(await rules()).to.have.length(4);
  });

  it("cannot revoke a key whose user has other campaigns, and the list explains why", async () => {
    const { id } = await createKey(setup().database, { vicidialUser: "crm" });
    const own = await createKey(setup().database, { vicidialUser: "sales" });
    const { text } = await setup().get("local", "/keys");
    expect(text).to.include("This key&#39;s user has campaigns that you may not use");
    expect(text).to.include(`/keys/${own.id}/revoke`).and.not.include(`/keys/${id}/revoke`);
    expect((await setup().get("local", `/keys/${id}/revoke`)).status).to.equal(403);
    expect((await setup().submit("local", `/keys/${id}/revoke`, {})).status).to.equal(403);
    expect((await keys().find(id))?.revokedAt).to.equal(null);
    expect((await setup().submit("local", `/keys/${own.id}/revoke`, {})).status).to.equal(303);
    expect((await setup().submit("wide", `/keys/${id}/revoke`, {})).status).to.equal(303);
  });
});

describe("Keys of users in a group that an admin cannot view", () => {
  const setup = useAdminSetup();
  const view = (groups: string) =>
    setup()
      .database.root("vicidial_user_groups")
      .whereIn("user_group", ["G_boss", "G_keeper"])
      .update({ admin_viewable_groups: groups });

  before(async () => {
    await createUser(setup().database, "crm");
    await createUser(setup().database, "other");
  });

  beforeEach(() => setup().database.root("dearchive_api_keys").delete());

  it("cannot be listed, viewed, changed or revoked by an admin of any level", async () => {
    const { id } = await createKey(setup().database, { label: "Hidden", vicidialUser: "other" });
    await createKey(setup().database, { label: "Shown", vicidialUser: "crm" });
    await createKey(setup().database, { label: "Orphan", vicidialUser: "gone" });
    await view(" g_CRM G_boss -");
    for (const person of ["boss", "keeper"]) {
      const { text } = await setup().get(person, "/keys?show=all");
      expect(text, person)
        .to.include("Shown")
        .and.not.match(/Hidden|Orphan/);
      for (const path of ["", "/roll", "/revoke"]) {
        expect((await setup().get(person, `/keys/${id}${path}`)).status, path).to.equal(404);
        const form = { version: "1", label: "x", limit: "1", overlap: "0" };
        expect((await setup().submit(person, `/keys/${id}${path}`, form)).status, path).to.equal(404);
      }
    }
    const store = createKeyStore(setup().database.root, EVERY_CUSTOMER);
    expect(await store.find(id)).to.include({ label: "Hidden", revokedAt: null, version: 1 });
    for (const everybody of [" ---ALL--- -", " --ALL-- -", "", "-"]) {
      await view(everybody);
      expect((await setup().get("boss", "/keys")).text, everybody).to.include("Hidden");
    }
  });

  it("cannot be created, and the form does not offer their users", async () => {
    await view(" G_crm -");
    const { text } = await setup().get("boss", "/keys/new");
    expect(text).to.include('<option value="crm">').and.not.include('<option value="other">');
    const form = { formId: "5d0ff2f6-6b52-4b0c-8a51-000000000001", label: "x", user: "other", limit: "5" };
    const refused = await setup().submit("boss", "/keys/new", form);
    expect(refused.status).to.equal(422);
    expect(refused.text).to.include("this user&#39;s group is not visible to you");
  });

  it("have no visible requests", async () => {
    const { id } = await createKey(setup().database, { label: "Hidden", vicidialUser: "other" });
    await createRequestStore(setup().database.root).add([{ ...REQUEST, keyId: id }]);
    await view("");
    expect((await setup().get("boss", "/keys/requests")).text).to.include(REQUEST.requestId);
    await view(" G_crm -");
    for (const path of ["", `?key=${id}`, "?status=200", "?status=succeeded"])
      expect((await setup().get("boss", `/keys/requests${path}`)).text, path)
        .to.not.include("Hidden")
        .and.not.include(REQUEST.requestId);
    for (const person of ["planner", "reporter", "mover", "nobody"])
      expect((await setup().get(person, "/keys/requests")).status, person).to.equal(403);
  });

  it("act without their user's name in runs and the history, which no filter finds by it", async () => {
    const { database, get } = setup();
    for (const vicidialUser of ["crm", "other", "gone"])
      await recordBatch(database.root, { leads: [], actor: { keyId: null, vicidialUser } });
    const run = await createRun(database, [], { user: "other" });
    await database.root("dearchive_resolutions").insert({
      ...{
        customer: "default",
        lead_id: 3,
        vicidial_user: "other",
        request_id: "r",
        row_hash: Buffer.alloc(32),
      },
      ...{ saved: JSON.stringify([{ column: "list_id", text: "1001" }]), saved_at: "2026-11-25 10:00:00" },
      removed_at: "2026-11-25 10:00:00",
    });
    await view("");
    for (const path of [
      "",
      "/runs",
      "/history.csv",
      "/history?user=other",
      "/runs?user=other",
      "/history/resolved",
      `/runs/${run}`,
    ])
      expect((await get("boss", path)).text, path).to.match(/>other\b|,other,/);
    await view(" G_crm -");
    for (const path of ["", "/runs", "/history", "/history.csv", "/history/resolved", `/runs/${run}`])
      expect((await get("boss", path)).text, path)
        .to.include("(hidden)")
        .and.not.match(/>(other|gone)\b|,(other|gone),/);
    expect((await get("boss", "/history")).text).to.include("crm");
    for (const path of ["/history?user=OTHER", "/history.csv?user=other", "/runs?user=other"])
      expect((await get("boss", path)).text, path).to.not.match(/\(hidden\)/);
  });

  it("are not named in the history's filters, rows or file", async () => {
    const { id } = await createKey(setup().database, { label: "Hidden", vicidialUser: "other" });
    await recordBatch(setup().database.root, { leads: [], actor: { keyId: id } });
    await view("");
    expect((await setup().get("boss", "/history")).text).to.include("Hidden");
    await view(" G_crm -");
    for (const path of ["", "/history", "/history.csv"])
      expect((await setup().get("boss", path)).text, path).to.not.include("Hidden");
  });
});
