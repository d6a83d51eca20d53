import { expect } from "chai";
import { passwordOf, useAdminSetup } from "../support/adminSetup.ts";
import { createUser, insertLead, insertLeads } from "../support/factories.ts";
import { idsFrom } from "../support/leadIds.ts";
import { until } from "../support/waiting.ts";

describe("Finding archived leads", () => {
  const setup = useAdminSetup();

  before(async () => {
    const { database } = setup();
    await database.root("vicidial_lists").insert([
      { list_id: 1001, list_name: "Spring <b>", campaign_id: "OWN", active: "Y" },
      { list_id: 2002, list_name: "Foreign", campaign_id: "OTHER", active: "Y" },
    ]);
    await insertLeads(database, "vicidial_list_archive", idsFrom(1, 120));
    await insertLead(database, "vicidial_list_archive", 500, {
      list_id: 2002,
      phone_number: "2125551234",
      vendor_lead_code: "CRM-77",
      status: "SALE",
      last_local_call_time: "2025-03-04 23:59:59",
      first_name: "<script>alert(1)</script>",
    });
    await createUser(database, "owner", { pass: passwordOf("owner") }, " OWN -");
    await database.root("vicidial_statuses").insert({ status: "SALE", status_name: "Sale <i>" });
    await database
      .root("vicidial_campaign_statuses")
      .insert({ status: "NA", status_name: "Tried once", campaign_id: "OTHER" });
    const exporting = { view_reports: "1", export_reports: "1" };
    await createUser(database, "clerk", {
      pass: passwordOf("clerk"),
      ...exporting,
      admin_hide_lead_data: "1",
    });
    await createUser(database, "local", { pass: passwordOf("local"), ...exporting }, " OWN -");
    await createUser(database, "unseeing", { pass: passwordOf("unseeing"), admin_hide_lead_data: "1" });
    await createUser(database, "shy", { pass: passwordOf("shy"), admin_hide_phone_data: "2_DIGITS" });
  });

  const find = (query: string, user = "mover") => setup().get(user, `/leads?${query}`);
  const checkedIn = (text: string) =>
    [...text.matchAll(/name="status" value="(\w+)" checked/g)].map(([, status]) => status);
  const idsIn = (text: string) =>
    [...text.matchAll(/history\/lead\?lead_id=(\d+)"/g)].map(([, id]) => Number(id));

  it("works by each field, and by several fields at once", async () => {
    for (const query of [
      "lead_id=500",
      "lead_id=500,%20777",
      "phone=(212)%20555-1234",
      "vendor=crm-77",
      "list=2002",
      "list=2002%20Foreign",
      "list=foreign",
      "list=oreig",
      "status=sale,DNC",
      "status=sale&status=DNC&status=",
      "called_from=2025-03-04&called_to=2025-03-04",
      "list=2002&status=SALE&entered_from=2024-05-01&entered_to=2024-05-01",
    ]) {
      const { status, text } = await find(query);
      expect([status, idsIn(text)], query).to.deep.equal([200, [500]]);
      expect(text).to.include("1 archived lead found");
    }
    expect((await find("list=2002&status=NEW")).text).to.include("No archived leads found");
  });

  it("shows the count first, and the leads page by page", async () => {
    const first = await find("list=1001");
    expect(first.text).to.include("120 archived leads found").and.include("1 to 50 of 120");
    expect(idsIn(first.text)).to.deep.equal(idsFrom(1, 50));
    const last = await find("list=1001&page=3");
    expect(idsIn(last.text)).to.deep.equal(idsFrom(101, 120));
    expect(last.text).to.not.include('rel="next"');
    for (const page of ["9", "99999999"])
      expect(idsIn((await find(`list=1001&page=${page}`)).text), page).to.deep.equal(idsFrom(101, 120));
  });

  it("sorts by a column in both directions, but never by a value that the user may not see", async () => {
    const { database } = setup();
    await database.root("vicidial_list_archive").where({ lead_id: 77 }).update({ called_count: 9 });
    await database.root("vicidial_list_archive").where({ lead_id: 33 }).update({ called_count: 1 });
    const sorted = async (sort: string, user = "mover") =>
      idsIn((await find(`list=1001&sort=${sort}`, user)).text).slice(0, 2);
    expect(await sorted("-called_count")).to.deep.equal([77, 1]);
    expect(await sorted("called_count")).to.deep.equal([33, 1]);
    expect(await sorted("-lead_id")).to.deep.equal([120, 119]);
    for (const sort of ["phone_number", "called_count;", "sleep(1)"])
      expect(await sorted(sort), sort).to.deep.equal([1, 2]);
    expect(await sorted("-called_count", "unseeing")).to.deep.equal([1, 2]);
  });

  it("offers the archive's statuses with names and counts, which only users of every list see", async () => {
    const offered = () => find("status=sale&status=XYZ");
    await until("they are counted", async () => (await offered()).text.includes('class="note number"'));
    const { text } = await offered();
    expect(text).to.match(
      /value="SALE" checked[^<]*<strong>SALE<\/strong> <span>Sale &lt;i&gt;<\/span> <span class="note number">1</,
    );
    expect(text).to.match(/<strong>NA<\/strong> <span>Tried once<\/span> <span class="note number">120</);
    expect(checkedIn(text)).to.deep.equal(["SALE"]);
    expect(text, "typed, because no lead has it").to.match(/value="XYZ"[^>]*id="field-status"/);
    const own = (await find("", "owner")).text;
    expect(own)
      .to.include("Sale &lt;i&gt;")
      .and.not.include("Tried once")
      .and.not.include('class="note number"');
  });

  it("says which lists match a name that is not clear, and names none that the user cannot access", async () => {
    expect((await find("list=r")).text).to.include(
      "Several lists match: 1001 Spring &lt;b&gt;, 2002 Foreign.",
    );
    for (const name of ["foreign", "2002 Foreign"]) {
      const { status, text } = await find(`list=${encodeURIComponent(name)}`, "owner");
      expect([status, text.includes("No list matches")], name).to.deep.equal([422, true]);
      expect(text).to.not.include("2002 Foreign.");
    }
  });

  it("says what to fill in where the search is empty", async () => {
    const { status, text } = await find("lead_id=&phone=+&list=&sort=lead_id");
    expect([status, text.includes("The search is empty.")]).to.deep.equal([422, true]);
    expect((await find("")).text).to.not.include("The search is empty.");
  });

  it("sends every match as CSV, masked, guarded against formulas, and to users with the right only", async () => {
    const { get, database } = setup();
    await database.root("vicidial_list_archive").where({ lead_id: 500 }).update({ last_name: "=1+1" });
    const file = (query: string, user: string) => get(user, `/leads/found.csv?${query}`);
    const whole = await file("list=1001&sort=-lead_id", "boss");
    expect(whole.headers.get("Content-Type")).to.include("text/csv");
    const lines = whole.text.trim().split("\r\n");
    expect([lines.length, lines[1]?.split(",")[0]]).to.deep.equal([121, "120"]);
    const one = (await file("lead_id=500", "boss")).text;
    expect(one).to.include("500,2002,SALE,2125551234,").and.include(",'=1+1,");
    expect((await file("lead_id=500", "clerk")).text)
      .to.include("500,2002,SALE,(hidden),(hidden)")
      .and.not.include("1234");
    expect((await file("status=SALE,NA", "local")).text.split("\r\n")).to.have.lengthOf(122);
    for (const user of ["mover", "exporter"])
      expect((await file("lead_id=1", user)).status, user).to.equal(403);
    for (const query of ["list=", "entered_from=2024-01-01", "lead_id=x"])
      expect((await file(query, "boss")).status, query).to.equal(422);
    const logged = await database.sql(
      "SELECT event_notes FROM vicidial_admin_log WHERE event_type = 'EXPORT'",
    );
    expect(logged).to.have.lengthOf(4);
  });

  it("refuses a search that would read the whole archive, and says which fields prevent that", async () => {
    const { status, text } = await find("entered_from=2024-01-01");
    expect(status).to.equal(422);
    expect(text)
      .to.include("No search was run")
      .and.include("lead id, phone, vendor code, list, last call, status");
  });

  it("keeps the values as typed, and shows each error beside its field", async () => {
    const { status, text } = await find(
      "lead_id=12,x9&phone=none&vendor=123456789012345678901&list=winter&status=TOOLONG&called_from=2025-02-30&entered_from=2025-02-02&entered_to=2025-01-01",
    );
    expect(status).to.equal(422);
    for (const [field, typed, message] of [
      ["lead_id", "12,x9", "“x9” is not a lead id. Enter whole numbers."],
      ["phone", "none", "Enter the digits of the phone number."],
      ["vendor", "123456789012345678901", "Enter at most 20 characters."],
      ["list", "winter", "No list matches “winter”. Enter the id or the name of a list."],
      ["status", "TOOLONG", "“TOOLONG” is too long. A status has at most 6 characters."],
      ["called_from", "2025-02-30", "Enter a date such as 2026-11-23."],
      ["entered_to", "2025-01-01", "Enter a date that is not before the start date."],
    ] as const) {
      expect(text).to.match(new RegExp(`value="${typed}"[^>]*id="field-${field}"`));
      expect(text).to.include(`id="field-${field}-error">${message}`);
    }
  });

  it("never shows leads in lists that the user cannot access", async () => {
    for (const query of ["lead_id=500", "phone=2125551234", "vendor=CRM-77", "list=2002", "status=SALE"])
      expect((await find(query, "owner")).text, query)
        .to.include("No archived leads found")
        .and.not.include("CRM-77<");
    expect(idsIn((await find("lead_id=1,500", "owner")).text)).to.deep.equal([1]);
    const page = await find("", "owner");
    expect(page.text).to.include("Spring &lt;b&gt;").and.not.include("Foreign");
    expect(page.text).to.include("You find only leads in lists that your user group can access.");
  });

  it("masks data as Vicidial does for the user, and escapes markup in lead data", async () => {
    const { text } = await find("lead_id=500", "shy");
    expect(text).to.include("XXXXXXXX34").and.not.include("2125551234");
    expect((await find("lead_id=500")).text)
      .to.include("&lt;script&gt;alert(1)")
      .and.not.include("<script>alert");
  });

  it("creates a run of all found leads when the user asks for it, and only of those", async () => {
    const { submit, database } = setup();
    const runs = async () => (await database.root("dearchive_runs")).length;
    const refused = await submit("mover", "/leads/search", { list: "winter" });
    expect(refused.status).to.equal(422);
    expect(refused.text).to.include("No list matches “winter”.");
    expect((await submit("mover", "/leads/search", {})).status).to.equal(422);
    expect((await submit("reporter", "/leads/search", { list: "1001" })).status).to.equal(403);
    expect((await submit("mover", "/leads/search", { list: "1001", _csrf: "x.y" })).status).to.equal(403);
    expect(await runs()).to.equal(0);
    const made = await submit("mover", "/leads/search", { list: "1001", lead_id: "1 2 3" });
    expect([made.status, made.headers.get("Location")]).to.deep.equal([303, "/vicidial/dearchive/runs/1"]);
    const [row] = await database.root("dearchive_runs");
    expect([row?.vicidial_user, row?.customer, JSON.parse(row?.source ?? "")]).to.deep.equal([
      "mover",
      "default",
      { kind: "search", search: { leadIds: [1, 2, 3], listId: 1001 } },
    ]);
  });

  it("creates a run of the selected leads, or of those on the page", async () => {
    const { submit, database } = setup();
    const make = (fields: readonly (readonly [string, string])[]) =>
      submit(
        "mover",
        "/leads/search",
        new URLSearchParams([["list", "1001"], ...fields.map(([...each]) => each)]),
      );
    const none = await make([["which", "picked"]]);
    expect([none.status, none.text.includes("No lead is selected.")]).to.deep.equal([422, true]);
    expect(
      (
        await make([
          ["which", "picked"],
          ["pick", "5"],
          ["pick", "7"],
          ["pick", "x"],
        ])
      ).status,
    ).to.equal(303);
    expect(
      (
        await make([
          ["which", "page"],
          ["page_ids", "51 52"],
        ])
      ).status,
    ).to.equal(303);
    const rows = await database.root("dearchive_runs").orderBy("id", "desc").limit(2);
    expect(rows.map(({ source }) => JSON.parse(source).search)).to.deep.equal([
      { leadIds: [51, 52] },
      { leadIds: [5, 7] },
    ]);
  });
});
