import { Readable } from "node:stream";
import { expect } from "chai";
import { createIdSet } from "../../client/idSet.ts";
import type { Progress } from "../../client/index.ts";
import { expectLive, idsOf, quickClient, upTo, useClientScene } from "../support/clientSetup.ts";
import { rejectionOf } from "../support/deferred.ts";
import { insertLeads, leadIdsIn } from "../support/factories.ts";

describe("the client, fed by a stream", () => {
  const scene = useClientScene();

  it("sends 25,000 ids 500 at a time, one call after the other, and tells how far it is", async function () {
    this.timeout(120_000);
    await insertLeads(scene().database, "vicidial_list_archive", upTo(25_000));
    const told: Progress[] = [];
    const summary = await quickClient(scene()).dearchive(Readable.from(upTo(25_000)), {
      onProgress: (progress) => told.push(progress),
    });
    expect(summary).to.include({ batches: 50, leads: 25_000, inserted: 25_000, deleted: 25_000 });
    expect(idsOf(scene()).map(({ length }) => length)).to.deep.equal(Array(50).fill(500));
    expect(scene().proxy.mostAtOnce()).to.equal(1);
    expect(told.map(({ leads }) => leads)).to.deep.equal(upTo(50).map((batch) => batch * 500));
    await expectLive(scene(), upTo(25_000));
  });

  it("reads no further ahead than the batch that it fills", async () => {
    await insertLeads(scene().database, "vicidial_list_archive", upTo(6));
    const readAtEachCall: number[] = [];
    let read = 0;
    async function* ids() {
      for (const id of upTo(6)) {
        read += 1;
        yield id;
      }
    }
    await quickClient(scene(), { batchSize: 2 }).dearchive(ids(), {
      onProgress: () => readAtEachCall.push(read),
    });
    expect(readAtEachCall).to.deep.equal([2, 4, 6]);
  });

  it("sends an id that comes twice once, however far apart", async () => {
    await insertLeads(scene().database, "vicidial_list_archive", upTo(4));
    const summary = await quickClient(scene(), { batchSize: 2 }).dearchive([1, 1, 2, 3, 1, 4, 4]);
    expect(summary).to.include({ leads: 4, repeated: 3 });
    expect(idsOf(scene())).to.deep.equal([
      [1, 2],
      [3, 4],
    ]);
    await expectLive(scene(), upTo(4));
  });

  it("passes a failure of the source on, and lets go of the source when it fails itself", async () => {
    await insertLeads(scene().database, "vicidial_list_archive", [1]);
    let closed = false;
    async function* failing() {
      yield 1;
      throw new Error("the file is gone");
    }
    async function* endless() {
      try {
        for (let id = 100; ; id += 1) yield id;
      } finally {
        closed = true;
      }
    }
    expect(await rejectionOf(quickClient(scene(), { batchSize: 1 }).dearchive(failing()))).to.have.property(
      "message",
      "the file is gone",
    );
    expect(await rejectionOf(quickClient(scene()).dearchive(endless()))).to.have.property(
      "code",
      "ids_missing",
    );
    expect(closed).to.equal(true);
    expect(await leadIdsIn(scene().database, "vicidial_list")).to.deep.equal([1]);
  });

  it("tells ids apart on every page, below zero too", () => {
    const ids = [0, 1, 7, 8, 65_535, 65_536, -1, -65_536, -65_537, 2 ** 32, 2 ** 53 - 1, -(2 ** 53 - 1)];
    const set = createIdSet();
    expect(ids.map((id) => set.add(id))).to.deep.equal(ids.map(() => true));
    expect(ids.map((id) => set.add(id))).to.deep.equal(ids.map(() => false));
  });
});
