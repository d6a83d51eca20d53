import { expect } from "chai";
import { basicAuth, useAdminSetup } from "../support/adminSetup.ts";
import { insertLead } from "../support/factories.ts";
import { until } from "../support/waiting.ts";

describe("The system's labels of a lead's fields", () => {
  const setup = useAdminSetup();

  before(async () => {
    const { database } = setup();
    await insertLead(database, "vicidial_list_archive", 1001, {
      vendor_lead_code: "V1",
      phone_number: "5550001",
    });
    await insertLead(database, "vicidial_list", 1001, { first_name: "Anna", phone_number: "5550002" });
    await database.root("system_settings").update({
      label_vendor_lead_code: "Contract no. <1>",
      label_first_name: "Given name",
      label_last_local_call_time: "Contacted",
      label_status: "---REQUIRED---",
      label_phone_number: "---HIDE---",
      label_called_count: "---HIDE---",
    });
  });

  it("name the fields and headings of the search, and hide those that are hidden", async () => {
    const { text } = await setup().get("boss", "/leads?list=1001");
    expect(text).to.include("Contract no. &lt;1&gt;</label>").and.include("Contacted from</label>");
    expect(text).to.include("Fill in at least one of: lead id, Contract no. &lt;1&gt;,");
    expect(text).to.include("Contacted, oldest first</option>").and.include('data-label="Contacted"');
    expect(text, "an instruction for agents").to.include("Status</label>").and.not.include("---");
    for (const hidden of ['name="phone"', "Phone", "5550001", "Calls"]) expect(text).to.not.include(hidden);
    const ignored = await setup().get("boss", "/leads?phone=5559999&list=1001");
    expect(ignored.text, "a hidden field").to.include("1 archived lead found");
  });

  it("name the columns on a lead's page", async () => {
    const { text } = await setup().get("boss", "/history/lead?lead_id=1001");
    expect(text).to.include("<dt>Given name</dt><dd>Anna</dd>").and.include("<dt>Contacted</dt>");
    expect(text).to.include('<th scope="row">Given name</th>');
    expect(text).to.not.include("<dt>Phone</dt>").and.not.include("555000");
  });

  it("name the columns in the preview of a run, which shows no hidden value", async () => {
    const { headers } = await setup().submit("boss", "/leads/search", { list: "1001", which: "all" });
    const path = `/runs/${headers.get("Location")?.split("/").at(-1)}`;
    let preview = "";
    await until("the leads are checked", async () => {
      preview = (await setup().get("boss", path)).text;
      return preview.includes("Nothing has moved yet");
    });
    expect(preview).to.include('<th scope="row">Given name</th>').and.include("Ann Smith list 1001");
    expect(preview).to.not.include("555000");
  });

  it("leave hidden columns out of a CSV file, whose headings are Vicidial's column names", async () => {
    const { text } = await setup().get("boss", "/leads/found.csv?list=1001", basicAuth("boss"));
    const [header, row] = text.replace("\uFEFF", "").split("\r\n");
    expect(header).to.equal("lead_id,list_id,status,first_name,last_name,last_local_call_time");
    expect(row).to.equal("1001,1001,NA,Ann,Smith,2024-06-01 06:30:00");
  });

  it("do not keep anyone from resolving leads that differ in hidden columns", async () => {
    const { text } = await setup().get("boss", "/history/lead/resolve?lead_id=1001");
    expect(text).to.include('value="live">Keep live copy').and.not.include("another user must decide");
    expect(text).to.not.include("555000");
  });
});
