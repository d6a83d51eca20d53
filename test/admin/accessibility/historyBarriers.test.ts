import { useBarrierCheck } from "../../support/barriers.ts";
import { searchDuplicates } from "../../support/duplicates.ts";
import { fillHistory, fillVicidial, LEADS } from "../../support/everyPage.ts";
import { idsFrom } from "../../support/leadIds.ts";

describe("The pages of the history are free of barriers that axe finds:", () => {
  const check = useBarrierCheck(async (setup) => {
    await fillVicidial(setup);
    await fillHistory(setup);
    await searchDuplicates(setup.database);
  });
  const lead = (id: number) => `/history/lead?lead_id=${id}`;

  it("history, and one lead", async () => {
    const { expectNoBarriers } = check();
    await expectNoBarriers([
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
    ]);
  });

  it("leads in both tables, and the copies that were deleted", async () => {
    const { expectNoBarriers, press } = check();
    await expectNoBarriers([
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
    ]);
  });

  it("all leads in both tables that match, the progress of the work on them, and its result", async () => {
    const { expectNoBarriers, page, press, setup } = check();
    const { root } = setup.database;
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
});
