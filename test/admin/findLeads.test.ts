import { expect } from "chai";
import { passwordOf, useAdminSetup } from "../support/adminSetup.ts";
import { createUser, insertLead, insertLeads } from "../support/factories.ts";
import { idsFrom } from "../support/leadIds.ts";

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
    await createUser(database, "shy", { pass: passwordOf("shy"), admin_hide_phone_data: "2_DIGITS" });
  });

  const find = (query: string, user = "mover") => setup().get(user, `/leads?${query}`);
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
      "status=sale,DNC",
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
    expect(first.text).to.include("120 archived leads found").and.include("1 to 50");
    expect(idsIn(first.text)).to.deep.equal(idsFrom(1, 50));
    const last = await find("list=1001&from=100");
    expect(idsIn(last.text)).to.deep.equal(idsFrom(101, 120));
    expect(last.text).to.not.include('rel="next"');
    expect(idsIn((await find("list=1001&from=99999")).text), "beyond the end").to.deep.equal(idsFrom(1, 50));
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
      "lead_id=12,x9&phone=none&vendor=123456789012345678901&list=spring&status=TOOLONG&called_from=2025-02-30&entered_from=2025-02-02&entered_to=2025-01-01",
    );
    expect(status).to.equal(422);
    for (const [field, typed, message] of [
      ["lead_id", "12,x9", "“x9” is not a lead id. Enter whole numbers."],
      ["phone", "none", "Enter the digits of the phone number."],
      ["vendor", "123456789012345678901", "Enter at most 20 characters."],
      ["list", "spring", "Enter the number of a list, such as 1001."],
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
    const refused = await submit("mover", "/leads/search", { list: "spring" });
    expect(refused.status).to.equal(422);
    expect(refused.text).to.include("Enter the number of a list, such as 1001.");
    expect((await submit("mover", "/leads/search", {})).status).to.equal(200);
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
});
