import { expect } from "chai";
import { EVERY_CUSTOMER } from "../../server/db/customerScope.ts";
import { createKeyStore } from "../../server/keys/keyStore.ts";
import { passwordOf, useAdminSetup } from "../support/adminSetup.ts";
import { createKey, createUser } from "../support/factories.ts";
import { createMemoryLog } from "../support/log.ts";

const FORM_IDS = Array.from(
  { length: 99 },
  (_, n) => `5d0ff2f6-6b52-4b0c-8a51-${String(n).padStart(12, "0")}`,
);
const SALES = " SALES - -";

describe("The API key pages and forms", () => {
  const log = createMemoryLog();
  const setup = useAdminSetup({ plugin: { logger: log.logger } });

  before(async () => {
    const { database } = setup();
    await createUser(database, "crm");
    await createUser(database, "top", { user_level: 9 });
    await createUser(database, "sales", {}, SALES);
    /** A level 8 user who may grant rights to users in Vicidial. */
    const deputy = { modify_users: "1", modify_leads: "1" };
    await createUser(database, "deputy", { ...deputy, pass: passwordOf("deputy") });
    await createUser(database, "local", { ...deputy, pass: passwordOf("local") }, SALES);
  });

  beforeEach(async () => {
    for (const table of ["dearchive_api_keys", "vicidial_admin_log"])
      await setup().database.root(table).delete();
  });

  const store = () => createKeyStore(setup().database.root, EVERY_CUSTOMER);
  const adminLog = () => setup().database.sql("SELECT * FROM vicidial_admin_log ORDER BY admin_log_id");
  const read = async (id: number) => (await store().find(id)) ?? expect.fail(`there is a key ${id}`);

  function create(person: string, fields: Readonly<Record<string, string>>, headers = {}) {
    const formId = FORM_IDS.pop() ?? expect.fail("no more forms");
    const form = { formId, label: "CRM", user: "crm", limit: "500", ...fields };
    return setup().submit(person, "/keys/new", form, headers);
  }

  const secretIn = (text: string) => /vda_[0-9A-Za-z]{38}/.exec(text)?.[0] ?? expect.fail("no key is shown");

  it("show a new key only in the first response: not in headers, logs, or when the form is sent again", async () => {
    const formId = FORM_IDS.pop() ?? "";
    const made = await create("boss", { formId });
    const secret = secretIn(made.text);
    expect(made.status).to.equal(200);
    expect(made.headers.get("Cache-Control")).to.equal("no-store");
    expect(JSON.stringify([...made.headers])).to.not.include(secret);
    const again = await create("boss", { formId });
    expect(again.status).to.equal(303);
    expect(JSON.stringify([...again.headers])).to.not.include(secret);
    expect(await store().list()).to.have.length(1);
    expect(JSON.stringify(await adminLog())).to.not.include(secret.slice(12));
    expect(log.text()).to.not.include(secret.slice(12));
  });

  it("write a row without secrets to Vicidial's admin log for each change", async () => {
    const secret = secretIn((await create("boss", { addresses: "192.0.2.1" })).text);
    const [key] = await store().list();
    const path = `/keys/${key?.id}`;
    const fields = { label: "CRM", limit: "70", rate: "", format: "auto", addresses: "", version: "1" };
    expect((await setup().submit("boss", path, fields)).status).to.equal(303);
    const rolled = await setup().submit("boss", `${path}/roll`, { version: "2", overlap: "1h" });
    const successor = secretIn(rolled.text);
    expect((await setup().submit("boss", `${path}/revoke`, {})).status).to.equal(303);
    const rows = await adminLog();
    expect(
      rows.map((row) => [row["event_type"], row["user"], row["event_section"], row["record_id"]]),
    ).to.deep.equal(
      ["ADD", "MODIFY", "COPY", "DELETE"].map((type) => [type, "boss", "APIKEYS", String(key?.id)]),
    );
    expect(rows[1]?.["event_notes"]).to.equal(
      "leads per request: 500 -> 70; allowed addresses: 192.0.2.1 -> all",
    );
    for (const each of [secret, successor]) expect(JSON.stringify(rows)).to.not.include(each.slice(4));
  });

  it("let scopes be chosen, at least one, and record a change of them", async () => {
    expect((await create("boss", { label: "as before" })).status).to.equal(200);
    const [first] = await store().list();
    expect(first?.scopes).to.deep.equal(["restore", "archive"]);
    expect((await create("boss", { scopes: "read" })).status).to.equal(200);
    const [made] = await store().list();
    expect(made?.scopes).to.deep.equal(["read"]);
    for (const scopes of ["", "everything"]) {
      const refused = await create("boss", { scopes });
      expect(refused.status).to.equal(422);
      expect(/id="field-scopes-error">([^<]*)</.exec(refused.text)?.[1]).to.match(/scope/i);
    }
    const fields = { label: "CRM", limit: "500", scopes: "restore_by_phone", version: "1" };
    expect((await setup().submit("boss", `/keys/${made?.id}`, fields)).status).to.equal(303);
    expect((await adminLog()).at(-1)?.["event_notes"]).to.equal("scopes: read -> restore_by_phone");
    const stale = await setup().submit("boss", `/keys/${made?.id}`, { ...fields, scopes: "archive" });
    expect(stale.status).to.equal(409);
    expect(stale.text).to.include("Now: restore_by_phone");
    expect((await store().list())[0]?.scopes).to.deep.equal(["restore_by_phone"]);
    expect((await setup().get("boss", "/keys")).text).to.include("Restore by phone number");
  });

  it("create no key for a user whose calls would be refused, and name the missing right", async () => {
    const cases: readonly (readonly [Readonly<Record<string, string | number>>, RegExp])[] = [
      [{ active: "N" }, /not active/],
      [{ user_level: 7 }, /level is below 8/],
      [{ modify_leads: "2" }, /Modify Leads \(modify_leads\) is not 1/],
      [{ vdc_agent_api_access: "0" }, /Agent API Access \(vdc_agent_api_access\) is not 1/],
      [{ api_allowed_functions: " version " }, /lead_dearchive/],
    ];
    for (const [index, [columns, words]] of cases.entries()) {
      const user = await createUser(setup().database, `lacking${index}`, columns);
      const { status, text } = await create("boss", { user, label: "Kept <b>" });
      expect(status).to.equal(422);
      expect(/id="field-user-error">([^<]*)</.exec(text)?.[1]).to.match(words);
      expect(text).to.include(`value="${user}"`).and.include('value="Kept &lt;b&gt;"');
    }
    expect((await create("boss", { user: "ghost" })).text).to.match(/has no such user/);
    const { text } = await create("boss", { user: "ghost", label: " ", format: "x", addresses: "y" });
    const summary = [...text.matchAll(/<li><a href="#field-(\w+)">/g)].map(([, field]) => field);
    expect(summary, "in the order of the form").to.deep.equal(["label", "user", "addresses", "format"]);
    expect(text).to.include("Enter a label, such as “CRM”.");
    expect(await store().list()).to.deep.equal([]);
  });

  it("let users below level 9 create only keys whose rights they hold themselves", async () => {
    const refused: readonly (readonly [person: string, user: string, words: RegExp])[] = [
      ["deputy", "top", /level is higher than yours/],
      ["local", "crm", /campaigns that you may not/],
      ["keeper", "crm", /your own Modify Leads is not 1/],
    ];
    for (const [person, user, words] of refused) {
      const { status, text } = await create(person, { user });
      expect(status, `${person} as ${user}`).to.equal(422);
      expect(/id="field-user-error">([^<]*)</.exec(text)?.[1]).to.match(words);
    }
    expect(await store().list()).to.deep.equal([]);
    for (const [person, user] of [
      ["deputy", "crm"],
      ["deputy", "sales"],
      ["local", "sales"],
      ["boss", "top"],
    ] as const)
      expect((await create(person, { user })).status, `${person} as ${user}`).to.equal(200);
  });

  it("explain this limit only to users below level 9", async () => {
    expect((await setup().get("deputy", "/keys/new")).text).to.include("Below level 9");
    expect((await setup().get("boss", "/keys/new")).text).to.not.include("Below level 9");
  });

  it("let users below level 9 revoke a key with more rights, but not change or roll it", async () => {
    const { id } = await createKey(setup().database, { vicidialUser: "top" });
    const list = (await setup().get("deputy", "/keys")).text;
    expect(list)
      .to.include(`/keys/${id}/revoke`)
      .and.not.match(new RegExp(`/keys/${id}(/roll)?"`));
    const before = await read(id);
    const attempts = [
      await setup().get("deputy", `/keys/${id}`),
      await setup().get("deputy", `/keys/${id}/roll`),
      await setup().submit("deputy", `/keys/${id}`, { version: "1", label: "x", limit: "1", addresses: "" }),
      await setup().submit("deputy", `/keys/${id}/roll`, { version: "1", overlap: "0" }),
    ];
    expect(attempts.map(({ status }) => status)).to.deep.equal([403, 403, 403, 403]);
    expect(await store().list()).to.deep.equal([before]);
    expect((await setup().submit("deputy", `/keys/${id}/revoke`, {})).status).to.equal(303);
    expect((await read(id)).revokedAt).to.not.equal(null);
  });

  it("are refused to users without the right to modify users", async () => {
    const { id } = await createKey(setup().database, { vicidialUser: "crm" });
    const before = await read(id);
    for (const path of ["/keys", "/keys/new", `/keys/${id}`, `/keys/${id}/roll`, `/keys/${id}/revoke`])
      expect((await setup().get("mover", path)).status, path).to.equal(403);
    const sent = [
      await create("mover", {}),
      await setup().submit("mover", `/keys/${id}`, { version: "1", label: "x", limit: "1" }),
      await setup().submit("mover", `/keys/${id}/roll`, { version: "1", overlap: "0" }),
      await setup().submit("mover", `/keys/${id}/revoke`, {}),
      await setup().submit("boss", `/keys/${id}/revoke`, { _csrf: "" }),
    ];
    expect(sent.map(({ status }) => status)).to.deep.equal([403, 403, 403, 403, 403]);
    expect(await store().list()).to.deep.equal([before]);
  });

  it("change nothing when the key is unknown or revoked", async () => {
    const { id } = await createKey(setup().database, { vicidialUser: "crm" });
    await store().revoke(id, new Date("2026-01-01T00:00:00Z"));
    for (const path of ["/keys/987654", "/keys/x", "/keys/1%20OR%201=1/revoke"])
      expect((await setup().get("boss", path)).status, path).to.equal(404);
    const fields = { version: "1", label: "x", limit: "1", overlap: "0" };
    expect((await setup().submit("boss", `/keys/${id}`, fields)).text).to.match(
      /is revoked and cannot be used again/,
    );
    expect((await setup().submit("boss", `/keys/${id}/roll`, fields)).status).to.equal(400);
    expect((await setup().submit("boss", `/keys/${id}/revoke`, {})).status).to.equal(303);
    expect((await read(id)).revokedAt).to.deep.equal(new Date("2026-01-01T00:00:00Z"));
    expect(await adminLog()).to.deep.equal([]);
  });

  it("roll a key once, even if the form is sent twice or shows outdated settings", async () => {
    const { id } = await createKey(setup().database, { vicidialUser: "crm" });
    const roll = (version: string) => setup().submit("boss", `/keys/${id}/roll`, { version, overlap: "24h" });
    expect((await roll("7")).status).to.equal(409);
    expect(await store().list()).to.have.length(1);
    expect((await roll("1")).status).to.equal(200);
    const [again, knowingly] = [await roll("1"), await roll("2")];
    expect(again.status).to.equal(409);
    expect(knowingly.status).to.equal(303);
    expect(again.text + knowingly.text).to.not.match(/vda_\w{38}/);
    expect(await store().list()).to.have.length(2);
  });

  it("use the user's time zone for a key's expiry, and keep an unedited expiry to the second", async () => {
    const headers = { Cookie: "dearchive_zone=America/New_York" };
    await create("boss", { endDate: "2099-06-30" }, headers);
    await create("boss", { endDate: "2099-06-30", endTime: "08:30" }, headers);
    const [timed, whole] = await store().list();
    expect(whole?.expiresAt?.toISOString()).to.equal("2099-07-01T03:59:59.000Z");
    expect(timed?.expiresAt?.toISOString()).to.equal("2099-06-30T12:30:00.000Z");
    const past = await create("boss", { endDate: "2020-02-30", endTime: "25:00" }, headers);
    expect(past.text).to.match(/enter a date such as/);

    const { id } = await createKey(setup().database, {
      vicidialUser: "crm",
      expiresAt: new Date("2099-01-01T05:06:07Z"),
    });
    const page = (await setup().get("boss", `/keys/${id}`, headers)).text;
    expect(page).to.include('value="2099-01-01"').and.include('value="00:06"');
    const fields = { version: "1", label: "new", limit: "1", endDate: "2099-01-01", endTime: "00:06" };
    expect((await setup().submit("boss", `/keys/${id}`, fields, headers)).status).to.equal(303);
    expect(await read(id)).to.deep.include({ label: "new", expiresAt: new Date("2099-01-01T05:06:07Z") });
  });

  it("show which active keys are refused, and how often each key was used", async () => {
    await createUser(setup().database, "leaving");
    const { id } = await createKey(setup().database, { label: "Leaving", vicidialUser: "leaving" });
    await setup().database.root("vicidial_users").where({ user: "leaving" }).update({ active: "N" });
    const batch = {
      ...{ customer: "default", direction: "dearchive", key_id: id, vicidial_user: "leaving" },
      ...{ request_id: "r", insert_leads: 1, update_leads: 0, delete_leads: 1, state: "done" },
    };
    const at = (days: number) =>
      new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 19).replace("T", " ");
    await setup()
      .database.root("dearchive_batches")
      .insert([1, 2, 8].map((days) => ({ ...batch, started_at: at(days) })));
    const { text } = await setup().get("boss", "/keys");
    expect(text).to.match(/Refused<\/span> <span class="note">the user is not active/);
    expect(text).to.match(/data-label="Requests in 7 days" class="number"><span>2 </);
  });
});

describe("The API key pages of one of several customers", () => {
  const setup = useAdminSetup({ config: { sharesDatabase: false } });

  it("show, change and create only that customer's keys", async () => {
    const { database } = setup();
    await createUser(database, "crm");
    const store = createKeyStore(database.root, EVERY_CUSTOMER);
    const other = await createKey(database, { label: "Of another", customer: "acme", vicidialUser: "crm" });
    const form = { label: "Own", user: "crm", limit: "5", customer: "acme", formId: FORM_IDS[0] ?? "" };
    expect((await setup().submit("boss", "/keys/new", form)).status).to.equal(200);
    const [made] = await store.list();
    expect(made).to.include({ label: "Own", customer: "default" });
    const list = (await setup().get("boss", "/keys?show=all")).text;
    expect(list).to.include("Own").and.not.include("Of another");
    expect((await setup().get("boss", `/keys/${other.id}`)).status).to.equal(404);
    expect((await setup().submit("boss", `/keys/${other.id}/revoke`, {})).status).to.equal(404);
    expect((await store.find(other.id))?.revokedAt).to.equal(null);
  });
});
