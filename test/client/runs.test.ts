import { expect } from "chai";
import { createDearchiveClient } from "../../client/index.ts";
import {
  clientWithoutPauses,
  errorOf,
  idsUpTo,
  sentIdempotencyKeys,
  useClientSetup,
} from "../support/clientSetup.ts";
import { insertLeads, leadIdsIn } from "../support/factories.ts";

describe("The client's runs", () => {
  const setup = useClientSetup();
  const client = () => createDearchiveClient({ url: setup().server.url, apiKey: setup().key });

  it("move leads, tell their progress and each outcome, and are undone", async () => {
    const { database } = setup();
    await insertLeads(database, "vicidial_list_archive", idsUpTo(20));
    const { runs } = client();
    const { id, direction, startsItself } = await runs.create({
      direction: "restore",
      leadIds: [...idsUpTo(20), 3],
      name: "Won back",
      skip: [],
      start: true,
    });
    expect({ direction, startsItself }).to.deep.equal({ direction: "restore", startsItself: true });
    const seen: string[] = [];
    const done = await runs.wait(id, { everyMs: 20, onProgress: ({ state }) => seen.push(state) });
    expect(done).to.deep.include({ state: "done", name: "Won back", hold: null });
    expect(done.leads).to.include({ total: 20, moved: 20, alreadyThere: 0, notHandled: 0 });
    expect(seen.at(-1)).to.equal("done");
    const leads = [];
    for await (const lead of runs.leads(id, { outcome: "moved" })) leads.push(lead);
    expect(leads.map(({ leadId }) => leadId)).to.deep.equal(idsUpTo(20));
    expect(leads[0]).to.include({ countedAs: "moved" });

    const undo = await runs.undo(id, { skip: [] });
    expect((await runs.wait(undo.id, { everyMs: 20 })).state).to.equal("ready");
    await runs.start(undo.id, { speedLimit: 1 });
    expect((await runs.pause(undo.id)).state).to.equal("paused");
    expect((await runs.resume(undo.id)).state).to.equal("running");
    expect((await runs.stop(undo.id)).state).to.equal("stopped");
    const listed = [];
    for await (const run of runs.list({ state: "stopped" })) listed.push(run.id);
    expect(listed).to.deep.equal([undo.id]);
    expect(await runs.get(id)).to.deep.include({ id, state: "done" });
  });

  it("are created once though the answer is lost", async () => {
    await insertLeads(setup().database, "vicidial_list_archive", [1]);
    const { runs, pauses } = clientWithoutPauses(setup());
    setup().proxy.plan("lose_answer");
    const { id } = await runs.create({ direction: "restore", search: { listId: 1001, status: ["NA"] } });
    expect(pauses).to.have.length(1);
    expect(new Set(sentIdempotencyKeys(setup())).size).to.equal(1);
    const [{ n } = { n: 0 }] = await setup()
      .database.root("dearchive_runs")
      .where("id", ">=", id)
      .count({ n: "*" });
    expect(Number(n)).to.equal(1);
    expect(await leadIdsIn(setup().database, "vicidial_list")).to.deep.equal([]);
  });

  it("say why they are refused", async () => {
    const { runs } = client();
    const wrong = await errorOf(runs.create({ direction: "restore", leadIds: [] }));
    expect(wrong).to.include({ code: "fields_invalid", status: 422 });
    expect(wrong.message).to.include("lead_ids must be a list of at least one lead id");
    expect(await errorOf(runs.pause(99_999_999))).to.include({ code: "run_unknown", status: 404 });
  });
});
