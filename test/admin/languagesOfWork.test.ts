import { expect } from "chai";
import { useAdminSetup } from "../support/adminSetup.ts";
import type { Answer } from "../support/client.ts";
import { LEADS } from "../support/everyPage.ts";
import { fillEveryPage, type ShownRuns } from "../support/everyRun.ts";
import { markTexts, unmarkedWords } from "../support/markedTexts.ts";

/** Names, and data of the filled database. */
const KNOWN = new Set([
  ...["VICIDIAL", "Vicidial", "Lead", "Dearchive", "boss", "crm", "apiuser", "gone", "CRM", "UTC"],
  ...["Spring", "Autumn", "Recycle", "Stopped", "copy", "Office", "Dialing", "Ann", "Smith", "SMITH"],
  ...["NA", "SALE", "NEW", "ids", "csv", "https", "http", "example", "com", "hook", "Europe", "Amsterdam"],
]);

/** Columns in which two rows of a lead differ. */
const COLUMNS = /\b(?:status|phone_number|last_name)\b(?=,| |<)/g;

describe("In a language that translates every text, no English word is left", () => {
  const setup = useAdminSetup();
  let runs: ShownRuns;

  before(async () => {
    runs = await fillEveryPage(setup());
    await markTexts(setup().database, "boss");
  });

  function expectMarked({ status, text }: Answer, expected: number, what: string): void {
    expect(status, what).to.equal(expected);
    const left = unmarkedWords(text.replace(COLUMNS, "")).filter((word) => !KNOWN.has(word));
    expect(left, what).to.deep.equal([]);
  }

  const see = async (...paths: readonly string[]) => {
    for (const path of paths) expectMarked(await setup().get("boss", path), 200, path);
  };

  it("on the pages of plans, in any state", async () => {
    const [active = 0, paused = 0] = await setup().database.root("dearchive_plans").orderBy("id").pluck("id");
    await see("/plans", "/plans/new", "/plans/new?direction=archive");
    for (const id of [active, paused])
      await see(`/plans/${id}`, `/plans/${id}/edit`, `/plans/${id}/duplicate`);
    const { submit } = setup();
    const wrong = { direction: "dearchive", list: "x", statuses: "NA", most: "0", time: "25:00", zone: "x" };
    expectMarked(await submit("boss", "/plans/new", { ...wrong, user: "nobody", rank: "x" }), 422, "errors");
    expectMarked(
      await submit("boss", `/plans/${active}/edit`, { ...wrong, version: "0" }),
      409,
      "a late edit",
    );
    expectMarked(await submit("boss", `/plans/${paused}/resume`, {}), 409, "a lost right");
  });

  it("on the pages of webhooks, in any state", async () => {
    const { submit, database } = setup();
    const [id] = await database.root("dearchive_webhooks").pluck("id");
    await see("/webhooks", "/webhooks/new", `/webhooks/${id}`);
    const wrong = { label: "", url: "http://example.com" };
    expectMarked(await submit("boss", "/webhooks/new", wrong), 422, "errors");
    expectMarked(await submit("boss", `/webhooks/${id}`, wrong), 422, "errors of an edit");
    await database.root("dearchive_webhooks").update({ disabled_for: "gone" });
    await see("/webhooks", `/webhooks/${id}`);
  });

  it("on the pages that find live leads, and on runs that archive them or change what they restore", async () => {
    await see("/leads?in=live", "/leads?in=live&list=1001");
    expectMarked(
      await setup().get("boss", "/leads?in=live&not_called=x&entered_from=y"),
      422,
      "errors of a search",
    );
    await see(`/runs/${runs.archiving}`, `/runs/${runs.ready}`, `/runs/${runs.undoOfCalled}`, "/runs");
    for (const id of [runs.blocked, runs.interrupted, runs.checking, runs.stopped]) await see(`/runs/${id}`);
    await see("", `/history/lead?lead_id=${LEADS.twin}`);
    const changes = { status: "TOOLONG", list_id: "x", rank: "x" };
    const wrong = await setup().submit("boss", `/runs/${runs.ready}/start`, { rate: "x", ...changes });
    expectMarked(wrong, 422, "errors of a start");
  });
});
