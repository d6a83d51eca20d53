import { expect } from "chai";
import type { BrowserContextOptions, Page } from "playwright-core";
import { basicAuth, HOME, passwordOf, useAdminBrowser, useAdminSetup } from "../support/adminSetup.ts";
import { brokenRules } from "../support/axe.ts";
import type { OpenPage } from "../support/chromium.ts";
import { startServer } from "../support/client.ts";
import { fillEveryPage, LEADS, type ShownRuns } from "../support/everyPage.ts";
import { createUser } from "../support/factories.ts";
import { saveRule } from "../support/hours.ts";
import { idsFrom } from "../support/leadIds.ts";

/** A state of a page. */
interface Shown {
  readonly path: string;
  /** Text that proves that the page is in this state. */
  readonly sees: string | RegExp;
  /** Brings the page into the state. */
  readonly act?: () => Promise<void>;
}

const WIDTHS = [1280, 400] as const;

describe("Every page of the plugin is free of barriers that axe finds:", () => {
  const setup = useAdminSetup();
  const browser = useAdminBrowser();
  const opened: OpenPage[] = [];
  let page: Page;
  let runs: ShownRuns;

  before(async () => {
    runs = await fillEveryPage(setup());
    page = await open("boss");
  });

  after(() => Promise.all(opened.map(({ close }) => close())));

  async function open(user: string, options: BrowserContextOptions = {}, url = setup().url): Promise<Page> {
    const one = await browser().open(url, user, options);
    opened.push(one);
    return one.page;
  }

  const press = (name: string | RegExp) => page.getByRole("button", { name }).first().click();
  const fill = (label: string | RegExp, text: string) => page.getByLabel(label).first().fill(text);

  /** Returns the rules that the page breaks, wide and narrow, with all its sections open. */
  async function broken(on: Page, { path, sees }: Shown): Promise<readonly string[]> {
    await on.locator("main").getByText(sees).first().waitFor({ state: "attached" });
    await on.evaluate("for (const each of document.querySelectorAll('main details')) each.open = true");
    const found: string[] = [];
    for (const width of WIDTHS) {
      await on.setViewportSize({ width, height: 900 });
      for (const rule of await brokenRules(on)) found.push(`${path} (${sees}), ${width} px: ${rule}`);
    }
    return found;
  }

  async function expectNoBarriers(states: readonly Shown[], on = page, url = setup().url): Promise<void> {
    const found: string[] = [];
    for (const state of states) {
      await on.setViewportSize({ width: WIDTHS[0], height: 900 });
      await on.goto(url + state.path);
      await state.act?.();
      found.push(...(await broken(on, state)));
    }
    expect(found.join("\n")).to.equal("");
  }

  const lead = (id: number) => `/history/lead?lead_id=${id}`;
  const run = (name: keyof ShownRuns, query = "") => `/runs/${runs[name]}${query}`;

  it("the overview and the documentation", () =>
    expectNoBarriers([
      { path: "", sees: "Latest batches and runs" },
      { path: "?open=1", sees: "Latest batches and runs" },
      { path: "/docs", sees: "Contents" },
      {
        path: "/docs",
        sees: "Status 401",
        async act() {
          await fill("API key", "vda_wrong");
          await fill("Lead IDs", "1");
          await press("Send request");
        },
      },
    ]));

  it("finding leads, and a list of leads", () =>
    expectNoBarriers([
      { path: "/leads", sees: "Or upload a list" },
      { path: "/leads?list=", sees: "The search is empty" },
      { path: "/leads?list=1001", sees: "archived leads found" },
      { path: "/leads?list=1001&status=NA&page=2&sort=-last_name", sees: "archived leads found" },
      {
        path: "/leads?list=1001",
        sees: "No lead is selected",
        act: () => press("Check selected leads"),
      },
      { path: "/leads?list=1001&lead_id=7777", sees: "No archived leads found" },
      { path: "/leads?lead_id=x", sees: "Correct the marked fields" },
      { path: "/leads?entered_from=2026-01-01", sees: "would read the whole archive" },
      { path: "/leads?in=live", sees: "Archive leads safely" },
      { path: "/leads?in=live&list=1001", sees: "live leads found" },
      { path: "/leads?in=live&list=1001&lead_id=7777", sees: "No live leads found" },
      {
        path: "/leads",
        sees: "Refused lines",
        async act() {
          await fill("Or paste lead ids", "101\n102\n102\nAnn");
          await press("Check list");
        },
      },
      {
        path: "/leads",
        sees: "Choose how to read this list",
        async act() {
          const buffer = Buffer.from("name;customer_no\nAnn;101\nBob;x\n");
          await page.getByLabel("CSV file").setInputFiles({ name: "a.csv", mimeType: "text/csv", buffer });
          await press("Check list");
        },
      },
    ]));

  it("runs in every state", () =>
    expectNoBarriers([
      { path: "/runs", sees: "Ready to start" },
      { path: "/runs?user=stranger", sees: "No matching runs" },
      { path: run("checking"), sees: "Checking" },
      { path: run("ready"), sees: "leads will be restored" },
      {
        path: run("ready"),
        sees: "Enter a whole number",
        async act() {
          await fill("Speed limit", "fast");
          await press("Start run");
        },
      },
      {
        path: run("ready"),
        sees: "does not exist",
        async act() {
          await page.getByText("Change the restored leads").click();
          await fill("Move to list", "999");
          await press("Start run");
        },
      },
      { path: run("archiving"), sees: "leads will be archived" },
      { path: run("running"), sees: "Pause run" },
      { path: run("blocked"), sees: "Office" },
      { path: run("paused"), sees: "Resume run" },
      { path: run("interrupted"), sees: "owner is missing" },
      { path: run("stopped"), sees: "Stopped" },
      { path: run("done"), sees: "needs a decision" },
      { path: run("done", "?outcome=moved"), sees: "Show summary" },
      { path: run("undone"), sees: "undone" },
      { path: run("undo"), sees: "archived" },
      { path: run("undoOfCalled"), sees: "Why it counts as changed" },
    ]));

  it("history, and one lead", () =>
    expectNoBarriers([
      { path: "/history", sees: "Find a lead by id" },
      { path: "/history?outcome=kept", sees: "Clear filters" },
      { path: "/history?user=stranger", sees: "Clear filters" },
      { path: "/history?from=yesterday", sees: "No search was run" },
      { path: "/history/1", sees: "Undo this batch" },
      { path: "/history/1?outcome=kept_differs", sees: "Kept in archive" },
      { path: "/history/3", sees: "Batch" },
      { path: lead(LEADS.live), sees: "is live" },
      { path: lead(LEADS.archived), sees: "is in the archive" },
      { path: lead(LEADS.twin), sees: "is in both tables" },
      { path: lead(LEADS.missing), sees: "is in neither table" },
      { path: "/history/lead?lead_id=x", sees: "Find a lead" },
    ]));

  it("leads in both tables, and the copies that were deleted", () =>
    expectNoBarriers([
      { path: "/history/both", sees: "leads in both tables" },
      { path: "/history/both?copies=differ&list=9", sees: "No matching leads" },
      { path: `/history/lead/resolve?lead_id=${LEADS.twin}&lead_id=3`, sees: "Keep live copies" },
      { path: "/history/resolved", sees: "No resolved leads" },
      {
        path: `/history/lead/resolve?lead_id=${LEADS.equal}`,
        sees: "Put archived copy back",
        act: () => press("Keep live copy"),
      },
      { path: "/history/resolved", sees: "Put selected copies back" },
    ]));

  it("all leads in both tables that match, the progress of the work on them, and its result", async () => {
    const { root } = setup().database;
    // Keeps the background search from correcting the list.
    await root("dearchive_duplicate_searches").update({ next_at: "2099-01-01 00:00:00" });
    const old = { version: "older", seen_at: "2026-01-01 00:00:00.000" };
    const lists = { customer: "default", archived_list: 1001, live_list: 1001, differing: ",status," };
    const rows = idsFrom(5001, 5120).map((leadId) => ({ ...lists, ...old, lead_id: leadId }));
    await root("dearchive_duplicates").insert(rows);
    // Stops at the progress.
    await page.route("**/continue.js", (route) => route.abort());
    await expectNoBarriers([
      { path: "/history/both/all?copies=equal&column=status", sees: "Nothing to resolve" },
      { path: "/history/both/all", sees: "What differs" },
      { path: "/history/both/all", sees: "Keep this page open", act: () => press(/Keep live copies of/) },
    ]);
    await page.unroute("**/continue.js");
    const resolved = root("dearchive_resolutions").orderBy("id", "desc");
    const together = (await resolved.first("request_id"))?.request_id ?? "";
    await expectNoBarriers([{ path: `/history/resolved?request=${together}`, sees: "All resolved leads" }]);
  });

  it("API keys and their requests", () =>
    expectNoBarriers([
      { path: "/keys", sees: "Create key" },
      { path: "/keys?show=all", sees: "Revoked" },
      { path: "/keys/new", sees: "Create key" },
      {
        path: "/keys/new",
        sees: "is neither",
        async act() {
          await fill("Vicidial user", "gone");
          await fill("Allowed addresses", "10.0.0.0/33");
          await press("Create key");
        },
      },
      {
        path: "/keys/new",
        sees: "Copy key",
        async act() {
          await fill("Label", "Website");
          await fill("Vicidial user", "crm");
          await press("Create key");
        },
      },
      { path: "/keys/1", sees: "Save changes" },
      { path: "/keys/2/roll", sees: "Roll key" },
      { path: "/keys/2/revoke", sees: "Revoke key" },
      { path: "/keys/requests", sees: "Outside office hours" },
      { path: "/keys/requests?key=4", sees: "No" },
      { path: "/keys/requests?from=yesterday", sees: "No search was run" },
      {
        path: "/keys/1",
        sees: "Another user changed this key",
        async act() {
          await fill("Label", "Ours");
          await setup().database.root("dearchive_api_keys").where({ id: 1 }).increment("version");
          await press("Save changes");
        },
      },
      { path: "/keys/2/roll", sees: "Copy the key now", act: () => press("Roll key") },
    ]));

  it("plans in every state", () =>
    expectNoBarriers([
      { path: "/plans", sees: "Paused itself" },
      { path: "/plans/1", sees: "Last results" },
      { path: "/plans/1/edit", sees: "Save plan" },
      { path: "/plans/2", sees: "The plan paused itself." },
      { path: "/plans/new", sees: "Create plan" },
      { path: "/plans/new", sees: "Enter a name", act: () => press("Create plan") },
    ]));

  it("webhooks and their messages", () =>
    expectNoBarriers([
      { path: "/webhooks", sees: "Last message" },
      { path: "/webhooks/new", sees: "Correct 2 fields", act: () => press("Create webhook") },
      {
        path: "/webhooks/new",
        sees: "Copy secret",
        async act() {
          await fill("Label", "Data team");
          await fill("Address", "https://data.example.com/hook");
          await press("Create webhook");
        },
      },
      { path: "/webhooks/1", sees: "Send again" },
      { path: "/webhooks/2", sees: "No messages" },
    ]));

  it("office hours", () =>
    expectNoBarriers([
      { path: "/hours", sees: "Office" },
      { path: "/hours?at=2026-12-25T11:30&zone=UTC", sees: "25 Dec" },
      { path: "/hours/new", sees: "Preview rule" },
      { path: "/hours/new", sees: "Enter", act: () => press("Preview rule") },
      { path: "/hours/1", sees: "Preview rule" },
      { path: "/hours/1", sees: "Save changes", act: () => press("Preview rule") },
      { path: "/hours/2", sees: "Preview rule" },
      { path: "/hours/1/remove", sees: "Remove rule" },
      {
        path: "/hours/1",
        sees: "Compare both versions",
        async act() {
          await press("Preview rule");
          await setup().database.root("dearchive_office_hours").where({ id: 1 }).increment("version");
          await press("Save changes");
        },
      },
      {
        path: "/hours/2",
        sees: "Another user removed",
        async act() {
          await press("Preview rule");
          await setup().database.root("dearchive_office_hours").where({ id: 2 }).delete();
          await press("Save changes");
        },
      },
    ]));

  it("errors, expired forms, and refused sign-ins", async () => {
    await expectNoBarriers([
      { path: "/nothing/here", sees: "Page not found" },
      {
        path: "",
        sees: "The form has expired",
        async act() {
          await page
            .locator('[name="_csrf"]')
            .last()
            .evaluate((field) => field.setAttribute("value", "old"));
          await press("Change time zone");
        },
      },
    ]);
    await expectNoBarriers(
      [
        { path: "", sees: "The API is" },
        { path: "/keys", sees: "Not allowed" },
      ],
      await open("nobody"),
    );
    const credentials = { username: "boss", password: passwordOf("stranger") };
    await expectNoBarriers(
      [
        { path: "", sees: "Sign in" },
        { path: "/docs", sees: "Contents" },
      ],
      await open("boss", { httpCredentials: credentials }),
    );
  });

  it("sign-ins that Vicidial refuses after the right password, and too many wrong ones", async () => {
    const { database, get } = setup();
    await createUser(database, "agent", { user_level: 7, pass: passwordOf("agent") });
    await expectNoBarriers([{ path: "", sees: "User level too low" }], await open("agent"));
    const settings = (columns: object) => database.root("system_settings").update(columns);
    await settings({ two_factor_auth_hours: 24, two_factor_container: "CODES" });
    await expectNoBarriers([{ path: "", sees: "Two-factor authentication required" }], await open("keeper"));
    await settings({ two_factor_auth_hours: 0 });
    const wrong = basicAuth("guesser", "wrong");
    await Promise.all(Array.from({ length: 40 }, () => get("guesser", "", wrong)));
    await expectNoBarriers([{ path: "", sees: "Too many failed sign-ins" }], await open("guesser"));
  });

  it("a new installation, which has nothing to show", async () => {
    const { root } = setup().database;
    for (const table of [
      "dearchive_api_keys",
      "dearchive_requests",
      "dearchive_office_hours",
      "dearchive_batches",
      "dearchive_runs",
      "dearchive_plans",
      "dearchive_webhooks",
    ] as const)
      await root(table).delete();
    await expectNoBarriers([
      { path: "", sees: "First steps" },
      { path: "/runs", sees: "No runs yet" },
      { path: "/plans", sees: "No plans yet" },
      { path: "/history", sees: "No batches yet" },
      { path: "/keys", sees: "Create key" },
      { path: "/hours", sees: "No" },
      { path: "/webhooks", sees: "No webhooks yet" },
    ]);
  });

  it("an overview with problems, while the API is closed", async () => {
    const { database } = setup();
    await database.root.raw("ALTER TABLE vicidial_list_archive DROP COLUMN owner, DROP COLUMN province");
    await saveRule(database, "mon-sun 00:00-24:00", { name: "Always" });
    const server = await startServer(database);
    try {
      const url = server.url + HOME;
      const states = [
        { path: "", sees: "The API is closed" },
        { path: "", sees: "Problems" },
      ];
      await expectNoBarriers(states, await open("boss", {}, url), url);
    } finally {
      await server.close();
    }
  });
});
