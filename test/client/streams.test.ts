import { Readable } from "node:stream";
import { expect } from "chai";
import { createIdSet } from "../../client/idSet.ts";
import type { Progress } from "../../client/index.ts";
import {
  clientWithoutPauses,
  expectLive,
  idsUpTo,
  sentLeadIds,
  useClientSetup,
} from "../support/clientSetup.ts";
import { rejectionOf } from "../support/deferred.ts";
import { insertLeads, leadIdsIn } from "../support/factories.ts";

describe("The client, with a stream of ids", () => {
  const setup = useClientSetup();

  it("sends 25,000 ids in batches of 500, one request at a time, and reports progress", async () => {
    await insertLeads(setup().database, "vicidial_list_archive", idsUpTo(25_000));
    const reports: Progress[] = [];
    const summary = await clientWithoutPauses(setup()).dearchive(Readable.from(idsUpTo(25_000)), {
      onProgress: (progress) => reports.push(progress),
    });
    expect(summary).to.include({ batches: 50, leads: 25_000, inserted: 25_000, deleted: 25_000 });
    expect(sentLeadIds(setup()).map(({ length }) => length)).to.deep.equal(Array(50).fill(500));
    expect(setup().proxy.maxConcurrent()).to.equal(1);
    expect(reports.map(({ leads }) => leads)).to.deep.equal(idsUpTo(50).map((batch) => batch * 500));
    await expectLive(setup(), idsUpTo(25_000));
  });

  it("reads only the ids of the next batch", async () => {
    await insertLeads(setup().database, "vicidial_list_archive", idsUpTo(6));
    const readAtEachCall: number[] = [];
    let read = 0;
    async function* ids() {
      for (const id of idsUpTo(6)) {
        read += 1;
        yield id;
      }
    }
    await clientWithoutPauses(setup(), { batchSize: 2 }).dearchive(ids(), {
      onProgress: () => readAtEachCall.push(read),
    });
    expect(readAtEachCall).to.deep.equal([2, 4, 6]);
  });

  it("sends a repeated id only once", async () => {
    await insertLeads(setup().database, "vicidial_list_archive", idsUpTo(4));
    const summary = await clientWithoutPauses(setup(), { batchSize: 2 }).dearchive([1, 1, 2, 3, 1, 4, 4]);
    expect(summary).to.include({ leads: 4, repeated: 3 });
    expect(sentLeadIds(setup())).to.deep.equal([
      [1, 2],
      [3, 4],
    ]);
    await expectLive(setup(), idsUpTo(4));
  });

  it("passes on an error of the source, and closes the source when it fails itself", async () => {
    await insertLeads(setup().database, "vicidial_list_archive", [1]);
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
    expect(
      await rejectionOf(clientWithoutPauses(setup(), { batchSize: 1 }).dearchive(failing())),
    ).to.have.property("message", "the file is gone");
    expect(await rejectionOf(clientWithoutPauses(setup()).dearchive(endless()))).to.have.property(
      "code",
      "ids_missing",
    );
    expect(closed).to.equal(true);
    expect(await leadIdsIn(setup().database, "vicidial_list")).to.deep.equal([1]);
  });

  it("distinguishes ids across the whole range, negative ones too", () => {
    const ids = [0, 1, 7, 8, 65_535, 65_536, -1, -65_536, -65_537, 2 ** 32, 2 ** 53 - 1, -(2 ** 53 - 1)];
    const set = createIdSet();
    expect(ids.map((id) => set.add(id))).to.deep.equal(ids.map(() => true));
    expect(ids.map((id) => set.add(id))).to.deep.equal(ids.map(() => false));
  });
});
