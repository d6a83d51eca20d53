import { expect } from "chai";
import { ARCHIVE } from "../../server/leads/tables/direction.ts";
import { passwordOf, useAdminBrowser, useAdminSetup } from "../support/adminSetup.ts";
import { createUser, insertLead, leadIdsIn } from "../support/factories.ts";
import { orderFor, withMover } from "../support/mover.ts";

describe("A lead's page", () => {
  const setup = useAdminSetup();
  const browser = useAdminBrowser();

  before(async () => {
    const { database } = setup();
    await insertLead(database, "vicidial_list_archive", 1);
    for (const leadId of [2, 3]) await insertLead(database, "vicidial_list", leadId);
    await createUser(database, "owner", { pass: passwordOf("owner"), view_reports: "1" }, " OWN -");
    await createUser(database, "blind", { pass: passwordOf("blind") });
  });

  it("restores the lead, undoes its last batch, and archives it, each after a preview", async () => {
    const { database, url } = setup();
    const { page, complaints, close } = await browser().open(`${url}/history/lead?lead_id=1`, "mover");
    const startRun = async (heading: string) => {
      await page.getByRole("heading", { name: heading }).waitFor();
      await page.getByRole("button", { name: "Start run" }).click();
      await page.getByText("Done", { exact: true }).waitFor();
      await page.goto(`${url}/history/lead?lead_id=1`);
    };
    try {
      await page.getByRole("button", { name: "Restore this lead" }).click();
      await startRun("1 of 1 leads will be restored");
      expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal([1, 2, 3]);
      await page.getByRole("button", { name: "Undo batch #1" }).click();
      await startRun("1 of 1 leads will be archived");
      expect(await leadIdsIn(database, "vicidial_list_archive")).to.deep.equal([1]);
      await page.getByRole("button", { name: "Restore this lead" }).click();
      await startRun("1 of 1 leads will be restored");
      await page.getByRole("button", { name: "Archive this lead" }).click();
      await page.getByRole("heading", { name: "1 of 1 leads will be archived" }).waitFor();
      expect(await page.getByText("lead 1", { exact: true }).first().isVisible()).to.equal(true);
      await page.getByRole("button", { name: "Start run" }).click();
      await page.getByText("Done", { exact: true }).waitFor();
      expect(await leadIdsIn(database, "vicidial_list_archive")).to.deep.equal([1]);
      await page.setViewportSize({ width: 400, height: 800 });
      await page.goto(`${url}/history/lead?lead_id=1`);
      expect(await page.evaluate("document.documentElement.scrollWidth")).to.be.at.most(400);
      expect(complaints).to.deep.equal([]);
    } finally {
      await close();
    }
  });

  it("says how many other leads an undo of its last batch includes", async () => {
    const { database, get } = setup();
    await withMover(database, (mover) => mover.move(orderFor(ARCHIVE, [2, 3])));
    const { text } = await get("mover", "/history/lead?lead_id=2");
    expect(text)
      .to.match(/Undo batch #\d+/)
      .and.include("has 1 more lead, which the undo includes");
    await database.root("vicidial_list_archive").where({ lead_id: 2 }).delete();
    expect((await get("mover", "/history/lead?lead_id=2")).text).to.not.match(/Undo batch/);
  });

  it("does not archive the lead during a call", async () => {
    const { database, submit } = setup();
    await insertLead(database, "vicidial_list", 5);
    await database.root("vicidial_list").where({ lead_id: 5 }).update({ status: "INCALL" });
    const archive = () => submit("mover", "/history/lead/run", { lead_id: "5", direction: "archive" });
    expect((await archive()).headers.get("Location")).to.match(/\/history\/lead\?lead_id=5$/);
    await database.root("vicidial_list").where({ lead_id: 5 }).update({ status: "SALE" });
    expect((await archive()).headers.get("Location")).to.match(/\/runs\/\d+$/);
  });

  it("offers nothing without the right to move leads, and moves no lead in other lists", async () => {
    const { database, get, submit } = setup();
    const runs = async () => (await database.root("dearchive_runs").pluck("id")).length;
    const before = await runs();
    expect((await get("reporter", "/history/lead?lead_id=3")).text)
      .to.include("You need the right <strong>Modify Leads</strong>")
      .and.not.include("this lead</button>");
    const move = (user: string, lead_id: string, direction = "dearchive") =>
      submit(user, "/history/lead/run", { lead_id, direction });
    for (const [user, status] of [
      ["reporter", 403],
      ["blind", 403],
      ["owner", 404],
    ] as const)
      expect((await move(user, "3")).status, user).to.equal(status);
    for (const [leadId, direction] of [
      ["3", "archive"],
      ["99", "dearchive"],
      ["x", "dearchive"],
      ["3", "delete"],
    ] as const)
      expect((await move("mover", leadId, direction)).status, `${leadId} ${direction}`).to.equal(404);
    expect(await runs()).to.equal(before);
  });
});
