import { expect } from "chai";
import { parseException } from "../../server/hours/datePeriods.ts";
import { pageTexts } from "../../server/lib/pageTexts.ts";
import { useAdminBrowser, useAdminSetup } from "../support/adminSetup.ts";
import { createKey, createUser, insertLead } from "../support/factories.ts";
import { changeCallTime, makeHoliday, removeRules, saveRule } from "../support/hours.ts";
import { runInProcess } from "../support/inProcess.ts";
import { markTexts, unmarkedWords } from "../support/markedTexts.ts";
import { leadResult, recordBatch } from "../support/recordBatch.ts";
import { createRun, runToEnd, untilRun } from "../support/runs.ts";
import { untranslatedTemplates } from "../support/templateTexts.ts";

const PHRASES = {
  "Show times in": "Zeiten <b>anzeigen</b> in",
  REPORTS: "BERICHTE",
  Documentation: "",
  "Not allowed": "Nicht erlaubt",
  "Times are now shown in %1s.": "Die Zeitzone ist jetzt %1s.",
};

describe("Pages in a language of Vicidial", () => {
  const setup = useAdminSetup();
  const browser = useAdminBrowser();
  const root = () => setup().database.root;

  before(async () => {
    await root()("system_settings").update({ enable_languages: "1", language_method: "MYSQL" });
    await root()("vicidial_languages").insert({ language_id: "Deutsch", language_code: "de", active: "Y" });
    for (const [english_text, translated_text] of Object.entries(PHRASES))
      await root()("vicidial_language_phrases").insert({
        language_id: "Deutsch",
        english_text,
        translated_text,
      });
    await root()("vicidial_users")
      .whereIn("user", ["boss", "planner"])
      .update({ selected_language: "Deutsch" });
  });

  it("show the user's language, and English where a phrase is missing", async () => {
    const { page, complaints, close } = await browser().open(setup().url, "boss");
    expect(await page.locator("html").getAttribute("lang")).to.equal("de");
    const menu = page.getByRole("navigation", { name: "Vicidial", exact: true });
    expect(await menu.getByRole("link", { name: "Berichte" }).count()).to.equal(1);
    expect(await menu.getByRole("link", { name: "Users" }).count()).to.equal(1);
    expect(
      await page.getByRole("link", { name: "Documentation" }).count(),
      "an empty translation",
    ).to.be.above(0);
    const label = page.locator('label[for="zone"]');
    expect(await label.textContent(), "markup in a translation").to.equal("Zeiten <b>anzeigen</b> in");
    await page.locator("#zone").selectOption("Africa/Johannesburg");
    await page.getByRole("button", { name: "Change time zone" }).click();
    expect(await page.getByRole("status").textContent()).to.equal(
      "Die Zeitzone ist jetzt Africa/Johannesburg.",
    );
    expect(complaints).to.deep.equal([]);
    await close();
  });

  it("link to Vicidial's choice of a language, while it is offered", async () => {
    expect((await setup().get("boss")).text).to.include("/vicidial/admin.php?ADD=999989");
    await root()("system_settings").update({ enable_languages: "0" });
    const { text } = await setup().get("boss");
    expect(text).to.not.include("ADD=999989");
    expect(text).to.include('<html lang="en">').and.not.include("Berichte");
    await root()("system_settings").update({ enable_languages: "1" });
  });

  it("stay English for users of other languages, and report errors in the user's own", async () => {
    expect((await setup().get("nobody")).text)
      .to.include("Show times in")
      .and.not.include("Berichte");
    const refused = await setup().get("planner", "/keys");
    expect(refused.text)
      .to.include("<h1>Nicht erlaubt</h1>")
      .and.include("the right Modify Users, or level 9");
  });

  it("show strangers the system's default language", async () => {
    await root()("system_settings").update({ default_language: "Deutsch" });
    const docs = await setup().get("nobody", "/docs", { Authorization: "" });
    expect(docs.text).to.include('<html lang="de">');
    await root()("system_settings").update({ default_language: "default English" });
  });
});

describe("A page in a language that translates every text", () => {
  const setup = useAdminSetup();
  const root = () => setup().database.root;

  before(async () => {
    await markTexts(setup().database, "boss");
    await createUser(setup().database, "crm");
    await insertLead(setup().database, "vicidial_list_archive", 1001);
    await createKey(setup().database, { label: "CRM", vicidialUser: "crm" });
  });

  it("has no English word left, except names and data", async () => {
    const names = ["VICIDIAL", "Vicidial", "Lead", "Dearchive", "boss", "UTC"];
    const data: Readonly<Record<string, readonly string[]>> = {
      "": [],
      "/leads": ["NA"],
      "/leads?list=1001": ["NA", "Ann", "Smith"],
      "/leads?phone=abc&called_from=never&vendor=": ["abc", "never", "NA"],
      "/keys": ["CRM", "crm"],
      "/keys?show=all": ["CRM", "crm"],
      "/keys/new": ["default"],
      "/keys/1": ["CRM", "crm"],
      "/keys/1/roll": ["CRM", "crm"],
      "/keys/1/revoke": ["CRM", "crm"],
      "/keys/requests": ["CRM", "vda"],
      "/keys/99": [],
    };
    const left: Record<string, readonly string[]> = {};
    for (const [path, known] of Object.entries(data)) {
      const words = unmarkedWords((await setup().get("boss", path)).text);
      left[path] = words.filter((word) => !names.includes(word) && !known.includes(word));
    }
    expect(left).to.deep.equal(Object.fromEntries(Object.keys(data).map((path) => [path, []])));
    const wrong = await setup().submit("boss", "/keys/new", {
      formId: "00000000-0000-4000-8000-000000000000",
      user: "unknown",
      limit: "many",
      endTime: "18:00",
    });
    expect(wrong.status).to.equal(422);
    expect(unmarkedWords(wrong.text).filter((word) => !names.includes(word))).to.deep.equal([]);
  });

  it("has no English word left in the documentation, except code", async () => {
    const code = [
      "OpenAPI",
      "boolean",
      "object",
      "array",
      "POST",
      "GET",
      "string",
      "integer",
      "curl",
      "Python",
      "PHP",
      "Node",
      "sh",
      "py",
      "php",
      "mjs",
      "dearchive",
      "fetch",
      "webhook",
    ];
    const names = ["VICIDIAL", "Vicidial", "Lead", "Dearchive", "boss", ...code];
    const answer = await setup().get("boss", "/docs");
    expect(answer.status).to.equal(200);
    expect(unmarkedWords(answer.text).filter((word) => !names.includes(word))).to.deep.equal([]);
  });

  it("has no English word left on the pages of office hours either, in any state", async () => {
    const { database } = setup();
    const callTimes = await database.root("vicidial_call_times").select("call_time_id", "call_time_name");
    const data = JSON.stringify(callTimes).match(/\p{L}{2,}/gu) ?? [];
    const rules = ["Desk", "Agents", "Xmas", "New", "gone"];
    const zones = ["UTC", "Asia", "Tokyo", "Europe", "Amsterdam"];
    const names = ["VICIDIAL", "Vicidial", "Lead", "Dearchive", "boss", ...rules, ...zones, ...data];
    const expectMarked = (
      { text, status }: { text: string; status: number },
      expected: number,
      what: string,
    ) => {
      expect(status, what).to.equal(expected);
      expect(
        unmarkedWords(text).filter((word) => !names.includes(word)),
        what,
      ).to.deep.equal([]);
    };
    const see = async (path: string) => expectMarked(await setup().get("boss", `/hours${path}`), 200, path);
    const send = async (path: string, status: number, form: Readonly<Record<string, string>>) =>
      expectMarked(await setup().submit("boss", `/hours${path}`, form), status, path);
    await see("");
    await see("/new");
    await makeHoliday(database, {
      id: "Xmas",
      date: "2099-12-25",
      start: 1000,
      stop: 1200,
      method: "CLOSE_INSIDE",
    });
    await database.root("vicidial_call_time_holidays").update({ holiday_name: "Xmas" });
    await changeCallTime(database, "12pm-5pm", { ct_holidays: "|Xmas|" });
    const exceptions = [
      "2099-12-24 08:00-12:00",
      "12-25 closed",
      "2099-12-24..2100-01-02 closed",
      "01-01 all day",
    ];
    const desk = { name: "Desk", exceptions: exceptions.map(parseException) };
    await saveRule(database, "mon-fri 09:00-17:00; sat 10:00-12:00", desk);
    await saveRule(database, "", {
      name: "Agents",
      mode: "off",
      callTimeId: "12pm-5pm",
      timeZone: "Asia/Tokyo",
    });
    for (const path of ["?at=2026-10-25T02:30&zone=Europe/Amsterdam", "?at=never", "/1", "/1/remove", "/2"])
      await see(path);
    const wrong = {
      week_mon: "8-99",
      week_tue: "24:00-08:00",
      week_wed: "08:00-08:00",
      week_thu: "9:00-25:00",
    };
    await send("/preview", 422, { name: "", source: "own", mode: "x", ...wrong, hours: "10:00-12:00" });
    await send("/preview", 422, { name: "Desk", source: "own", mode: "off", zone: "UTC" });
    const form = { id: "1", version: "1", name: "Desk", source: "own", zone: "UTC", week_mon: "all day" };
    const yearly = { date: "2026-12-25", until: "", repeat: "yearly", hours: "09:00-12:00" };
    await send("/preview", 200, { ...form, mode: "refuse_outside", ...yearly });
    const followed = { name: "New", source: "call_time", call_time: "12pm-5pm", zone: "Asia/Tokyo" };
    await send("/preview", 200, { ...followed, mode: "refuse_inside" });
    await send("/save", 409, { ...form, version: "9", mode: "off" });
    await send("/save", 409, { ...form, id: "99", name: "New", mode: "off" });
    await send("/1/remove", 409, { version: "9" });
    await changeCallTime(database, "12pm-5pm", { call_time_id: "gone" });
    await database.root("dearchive_office_hours").where({ name: "Agents" }).update({ mode: "refuse_inside" });
    for (const path of ["?at=2026-11-25T10:00&zone=UTC", "/2"]) await see(path);
    expectMarked(await setup().get("boss", ""), 200, "overview");
  });

  it("has no English word left on the pages of the history either", async () => {
    const { database, get, submit } = setup();
    for (const table of ["vicidial_list", "vicidial_list_archive"] as const)
      await insertLead(database, table, 4, { last_name: table });
    const differences = [{ column: "last_name", source: "vicidial_list_archive", target: "vicidial_list" }];
    const kept = { leadId: 4, outcome: "kept_differs", differences } as const;
    const actor = { keyId: 1, vicidialUser: "crm" };
    const leads = [leadResult("moved", 1001), leadResult("deleted", 5), kept];
    const batch = await recordBatch(root(), { leads, actor });
    const flags = { insert: true, update: true, delete: true };
    const back = [leadResult("moved", 1001), leadResult("updated", 4)];
    await recordBatch(root(), { leads: back, direction: "archive", flags, actor: { ...actor, keyId: null } });
    await root()("dearchive_duplicates").insert({
      customer: "default",
      lead_id: 4,
      live_list: 1001,
      archived_list: 1001,
    });
    const names = ["VICIDIAL", "Vicidial", "Lead", "Dearchive", "boss", "CRM", "crm"];
    const cells = ["vicidial_list_archive", "vicidial_list", "last_name", "NEW", "NA", "Ann", "Smith"];
    const data = new Set([...names, ...(cells.join(" ").match(/\p{L}{2,}/gu) ?? [])]);
    const see = async (path: string, known: readonly string[] = []) => {
      const words = unmarkedWords((await get("boss", `/history${path}`)).text);
      expect(
        words.filter((word) => !data.has(word) && !known.includes(word)),
        path,
      ).to.deep.equal([]);
    };
    await see("");
    await see("?outcome=kept_in_archive");
    await see("?outcome=failed");
    await see("?from=soon&to=later&run=x&lead_id=x&user=somebody", ["soon", "later", "somebody"]);
    for (const path of [
      `/${batch}`,
      `/${batch}?outcome=kept_differs`,
      `/${batch}?outcome=updated`,
      `/${batch + 1}`,
    ])
      await see(path);
    for (const path of ["/lead?lead_id=4", "/lead?lead_id=1001", "/lead?lead_id=99", "/lead?lead_id=x"])
      await see(path);
    for (const path of ["/both", "/both?copies=equal", "/both?list=x", "/resolved"]) await see(path);
    await see("/lead/resolve?lead_id=4");
    await see("/lead/resolve?lead_id=4&lead_id=5");
    const form = await get("boss", "/history/lead/resolve?lead_id=4");
    const [, version = ""] = /name="version" value="([^"]*)"/.exec(form.text) ?? [];
    const late = await submit("boss", "/history/lead/resolve", {
      lead_id: "4",
      version: "old",
      keep: "live",
    });
    expect(unmarkedWords(late.text).filter((word) => !data.has(word))).to.deep.equal([]);
    await submit("boss", "/history/lead/resolve", { lead_id: "4", version, keep: "live" });
    for (const path of ["/lead?lead_id=4", "/resolved"]) await see(path);
    await submit("boss", "/history/resolved/undo", { pick: "1", lead_id: "4" });
    for (const path of ["/lead?lead_id=4", "/resolved"]) await see(path);
  });

  it("has no English word left on the pages of runs either, before and after their start", async () => {
    const { database, get, submit } = setup();
    await removeRules(database);
    await insertLead(database, "vicidial_list_archive", 2001);
    await insertLead(database, "vicidial_list_archive", 2002);
    const cells = ["ids", "csv", "Ann", "Smith", "CRM", "crm", "vicidial", "list", "archive", "last", "name"];
    const names = ["VICIDIAL", "Vicidial", "Lead", "Dearchive", "boss", ...cells];
    const see = async (path: string) => {
      const words = unmarkedWords((await get("boss", path)).text);
      expect(
        words.filter((word) => !names.includes(word)),
        path,
      ).to.deep.equal([]);
    };
    await see("/runs");
    const ready = await createRun(database, [2001, 4, 9999]);
    await untilRun(database, ready, "ready");
    await see(`/runs/${ready}`);
    const form = { rate: "many", name: "x".repeat(101) };
    const wrong = await submit("boss", `/runs/${ready}/start`, form);
    expect(wrong.status).to.equal(422);
    const estimate = await get("boss", `/runs/${ready}/estimate?rate=1`);
    expect(estimate.text).to.match(/"duration":"⟦/);
    await runToEnd(database, ready);
    for (const path of [`/runs/${ready}`, `/runs/${ready}?outcome=moved`, "/runs", "/runs?state=paused"])
      await see(path);
    await submit("boss", `/runs/${ready}/undo`, {});
    await untilRun(database, ready + 1, "ready");
    await see(`/runs/${ready + 1}`);
    await runToEnd(database, ready + 1);
    await see(`/runs/${ready}`);
    await see(`/runs/${ready + 1}`);
    const paused = await createRun(database, [2002]);
    await untilRun(database, paused, "ready");
    await root()("dearchive_runs")
      .where({ id: paused })
      .update({ state: "paused", started_at: "2026-11-01 00:00:00" });
    await see(`/runs/${paused}`);
    await see("");
  });
});

describe("The texts of the pages", () => {
  it("are all open to translation", () => {
    expect([...untranslatedTemplates()]).to.deep.equal([]);
  });

  it("survive the import of Vicidial's language page unchanged", () => {
    const texts = [...pageTexts()];
    expect(texts).to.include("Show times in").and.include("Sign in");
    for (const text of texts)
      expect(text, "is cut or skipped by the import").to.match(/^[^#|;\\\s][^|;\\\r\n]*$/);
    // The import takes texts that differ in case or a final period for the same.
    const same = new Map<string, string>();
    for (const text of texts) {
      const key = text.toLowerCase().replace(/\.$/, "");
      expect(same.get(key), `too similar to "${text}"`).to.equal(undefined);
      same.set(key, text);
    }
  });

  it("are printed by vicidial-dearchive phrases in the form of that import", async () => {
    const { code, stdout } = await runInProcess(["phrases"], {});
    expect(code).to.equal(0);
    const lines = stdout.trim().split("\n");
    const phrases = lines.filter((line) => !line.startsWith("#"));
    expect(phrases).to.deep.equal([...pageTexts()].map((text) => `${text}|${text}`));
  });
});
