import { expect } from "chai";
import { EVERY_CUSTOMER } from "../../server/db/customerScope.ts";
import { createDuplicateStore } from "../../server/history/duplicateStore.ts";
import type { ListScope } from "../../server/vicidial/lists.ts";
import { useAdminBrowser, useAdminSetup } from "../support/adminSetup.ts";
import { openSession } from "../support/database.ts";
import { searchDuplicates } from "../support/duplicates.ts";
import { insertLeads, leadIdsIn, readLeads } from "../support/factories.ts";
import { idsFrom } from "../support/leadIds.ts";

/** More than one request resolves. */
const ALL = idsFrom(1, 120);
/** Far more pages than the work takes. */
const MOST_PAGES = 5;

describe("All leads in both tables that match a filter", () => {
  const setup = useAdminSetup({ database: { engine: "innodb" }, config: { lockWaitSeconds: 1 } });
  const browser = useAdminBrowser();

  beforeEach(async () => {
    const { database } = setup();
    for (const table of ["vicidial_list", "vicidial_list_archive"] as const) {
      await database.root(table).delete();
      await insertLeads(database, table, ALL);
    }
    const live = () => database.root("vicidial_list");
    await live().where("lead_id", "<=", 110).update({ status: "SALE" });
    await live().where("lead_id", "<=", 4).update({ last_name: "SMITH" });
    await searchDuplicates(database);
  });

  const rows = async () => {
    const { database } = setup();
    return [await readLeads(database, "vicidial_list"), await readLeads(database, "vicidial_list_archive")];
  };

  /** Returns the hidden fields of a page's form that posts to the path. */
  function fieldsOf(html: string, action: string): URLSearchParams {
    const form = html.split(`action="/vicidial/dearchive${action}"`)[1]?.split("</form>")[0] ?? "";
    const fields = form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g);
    return new URLSearchParams(
      [...fields].map(([, name = "", value = ""]): [string, string] => [name, value]),
    );
  }

  async function confirmed(query: string, keep: string, user = "mover"): Promise<URLSearchParams> {
    const { text } = await setup().get(user, `/history/both/all${query}`);
    const form = fieldsOf(text, "/history/both/all");
    form.delete("_csrf");
    form.set("keep", keep);
    return form;
  }

  const send = (form: URLSearchParams, user = "mover") => setup().submit(user, "/history/both/all", form);

  /** Sends the forms of the progress pages until the work is over. */
  async function workOff(first: URLSearchParams) {
    let answer = await send(first);
    let pages = 0;
    for (; answer.status === 200 && pages < MOST_PAGES; pages += 1)
      answer = await send(fieldsOf(answer.text, "/history/both/all"));
    return { answer, pages };
  }

  it("are described before anything is deleted, resolved in steps, and put back, in a browser", async () => {
    const { database, url } = setup();
    const before = await rows();
    const { page, complaints, close } = await browser().open(`${url}/history/both?copies=differ`, "mover");
    try {
      await page.getByRole("link", { name: "Resolve all 110 that match" }).click();
      await page.getByRole("heading", { name: "Which copies of 110 leads do you keep?" }).waitFor();
      expect(await page.getByRole("row", { name: "status 110" }).isVisible()).to.equal(true);
      expect(await page.getByRole("row", { name: "last_name 4" }).isVisible()).to.equal(true);
      expect(await page.getByText("Copies differ").isVisible()).to.equal(true);
      expect(await page.getByText("Lead 1", { exact: true }).isVisible(), "an example").to.equal(true);
      await page.getByRole("button", { name: "Keep archived copies of 110 leads" }).click();
      await page.getByText("The archived copy of 110 leads was kept.").waitFor();
      expect(await leadIdsIn(database, "vicidial_list")).to.deep.equal(idsFrom(111, 120));
      expect(await leadIdsIn(database, "vicidial_list_archive")).to.deep.equal(ALL);
      await page.getByText("Put all 110 copies back…").click();
      await page.getByRole("button", { name: "Put all copies back" }).click();
      await page.getByText("The deleted copies of 110 leads were put back.").waitFor();
      expect(await rows()).to.deep.equal(before);
      expect(complaints).to.deep.equal([]);
    } finally {
      await close();
    }
  });

  it("stay as they are if they changed since the search, and the work continues where an error stopped it", async () => {
    const { database, submit, get } = setup();
    const blocker = await openSession(database);
    const live = (id: number) => database.root("vicidial_list").where({ lead_id: id });
    try {
      await live(5).update({ comments: "since the search" });
      const form = await confirmed("?copies=differ", "live");
      await live(6).update({ comments: "after the page" });
      await live(7).update({ status: "INCALL" });
      await live(8).delete();
      // The search sees the changes, but the user has not.
      await searchDuplicates(database);
      await blocker.query("BEGIN");
      await blocker.query("SELECT 1 FROM vicidial_list_archive WHERE lead_id = 107 FOR UPDATE");
      const first = await send(form);
      expect(first.text).to.include("data-continue").and.include("100 of 110");
      const stopped = await send(fieldsOf(first.text, "/history/both/all"));
      expect(stopped.text)
        .to.include("102 of 110")
        .and.include("Stopped: another session holds the lead tables.")
        .and.not.include("data-continue");
      await blocker.query("ROLLBACK");
      const { answer } = await workOff(fieldsOf(stopped.text, "/history/both/all"));
      expect(answer.status).to.equal(303);
      const left = [...idsFrom(5, 8), ...idsFrom(111, 120)];
      expect(await leadIdsIn(database, "vicidial_list_archive")).to.deep.equal(left);
      const cookie = { Cookie: answer.headers.get("Set-Cookie") ?? "" };
      const path = (answer.headers.get("Location") ?? "").replace("/vicidial/dearchive", "");
      expect((await get("mover", path, cookie)).text)
        .to.include("The live copy of 106 leads was kept.")
        .and.include("4 leads changed meanwhile: nothing was done.");

      const saved = await database
        .root("dearchive_resolutions")
        .whereIn("lead_id", [1, 2, 3])
        .whereNull("undone_at")
        .orderBy("lead_id")
        .select("id", "request_id");
      expect(new Set(saved.map((row) => row.request_id)).size).to.equal(1);
      // Nobody can insert this lead until the end of the transaction.
      await blocker.query("BEGIN");
      await blocker.query("INSERT INTO vicidial_list_archive SELECT * FROM vicidial_list WHERE lead_id = 2");
      const picks = new URLSearchParams(saved.map(({ id }): [string, string] => ["pick", String(id)]));
      const back = await submit("mover", "/history/resolved/undo", picks);
      const notice = { Cookie: back.headers.get("Set-Cookie") ?? "" };
      expect((await get("mover", "/history/resolved", notice)).text).to.include(
        "The deleted copy of 1 lead was put back. Stopped: another session holds the lead tables. Try again in a few seconds. 2 leads left as before.",
      );
    } finally {
      await blocker.query("ROLLBACK");
      await blocker.end();
    }
  });

  it("include every lead that the search found equal, and nothing that was found later", async () => {
    const { database } = setup();
    const form = await confirmed("?copies=equal", "live");
    for (const table of ["vicidial_list", "vicidial_list_archive"] as const)
      await insertLeads(database, table, [121]);
    await searchDuplicates(database);
    const { answer } = await workOff(form);
    expect(answer.status).to.equal(303);
    expect(await leadIdsIn(database, "vicidial_list_archive")).to.deep.equal([...idsFrom(1, 110), 121]);
  });

  it("are listed even if a list has a negative id, which ours cannot hold", async () => {
    const { database } = setup();
    const store = createDuplicateStore(database.root, EVERY_CUSTOMER);
    const lead = { leadId: 9, archivedList: -1, liveList: 1001, columns: [], version: "of-a-test" };
    await store.record({ after: -1, last: null, checked: 1, leads: [lead] });
    const ids = (lists: ListScope) => store.idsAfter(lists, {}, -1, 10);
    expect(await ids({ kind: "every" })).to.deep.equal([9]);
    expect(await ids({ kind: "some", listIds: new Set(["-1", "1001"]) })).to.deep.equal([]);
  });

  it("are kept from users without the rights, and from forms changed by hand", async () => {
    const form = await confirmed("?copies=differ", "live");
    for (const user of ["reporter", "nobody"]) {
      expect((await setup().get(user, "/history/both/all")).status, user).to.equal(403);
      expect((await send(form, user)).status, user).to.equal(403);
    }
    for (const [name, value] of [
      ["keep", "both"],
      ["shown_at", "x"],
      ["list", "x"],
    ] as const) {
      const changed = new URLSearchParams(form);
      changed.set(name, value);
      expect((await send(changed)).status, name).to.equal(404);
    }
    expect((await setup().submit("mover", "/history/resolved/undo-all", {})).status).to.equal(404);
    expect(await leadIdsIn(setup().database, "vicidial_list_archive")).to.deep.equal(ALL);
  });
});
